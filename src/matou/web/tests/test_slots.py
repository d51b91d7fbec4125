from matou.web.context import menu_lines
from matou.web.slots import MenuItem, Slot


def _item(name: str, *, order: int = 100, title: str = "x") -> MenuItem:
    return MenuItem(name=name, title_zh=title, title_en=title, url="/", order=order)


def test_fillers_come_in_order_and_equal_ones_by_name() -> None:
    slot: Slot[MenuItem] = Slot("menu")
    for name, order in (("b", 100), ("a", 100), ("last", 200), ("first", 1)):
        slot.fill(_item(name, order=order))

    assert [item.name for item in slot.fillers()] == ["first", "a", "b", "last"]


def test_filling_twice_replaces_so_that_wiring_twice_is_harmless() -> None:
    slot: Slot[MenuItem] = Slot("menu")
    slot.fill(_item("a", title="old"))
    slot.fill(_item("a", title="new"))

    assert [item.title_zh for item in slot.fillers()] == ["new"]


def test_a_removed_filler_is_gone_and_an_unknown_one_is_none() -> None:
    slot: Slot[MenuItem] = Slot("menu")
    slot.fill(_item("a"))
    slot.remove("a")
    slot.remove("never there")

    assert slot.get("a") is None


def test_an_entry_is_open_below_all_its_addresses() -> None:
    items = (
        MenuItem(name="demands", title_zh="货盘", title_en="Demands", url="/freight/"),
        MenuItem(
            name="lots",
            title_zh="运单",
            title_en="Lots",
            url="/freight/lots/",
            also=("/freight/money/",),
        ),
    )

    def opened(path: str) -> list[str]:
        return [line["url"] for line in menu_lines(items, actor=None, path=path) if line["open"]]

    assert opened("/freight/money/in/") == ["/freight/lots/"]
    assert opened("/freight/demands/X/") == ["/freight/"]
    assert opened("/registry/") == []
