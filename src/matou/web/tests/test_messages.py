from pathlib import Path

import pytest

from matou.web import messages


@pytest.mark.parametrize("label", ["web", "account"])
def test_every_label_of_the_surface_kit_has_english(label: str) -> None:
    assert messages.missing(label) == ()


def test_collecting_keeps_what_was_translated(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    room = tmp_path / "room"
    (room / "templates").mkdir(parents=True)
    (room / "templates" / "a.html").write_text('{% translate "码头" %}', encoding="utf-8")
    (room / "b.py").write_text('x = _("船闸")\ny = _("t")\n', encoding="utf-8")
    monkeypatch.setattr(messages, "rooms", lambda: {"room": room})
    messages.collect("room")
    catalogue = room / messages.CATALOGUE
    catalogue.write_text(
        catalogue.read_text(encoding="utf-8").replace(
            'msgid "码头"\nmsgstr ""', 'msgid "码头"\nmsgstr "Wharf"'
        ),
        encoding="utf-8",
    )

    messages.collect("room")

    assert 'msgstr "Wharf"' in catalogue.read_text(encoding="utf-8")
    assert messages.missing("room") == ("船闸",)


def test_an_unknown_room_is_refused() -> None:
    with pytest.raises(messages.UnknownRoom):
        messages.collect("nowhere")
