"""``matou planner ask``: the front of a question as a table or as JSON."""

import json
import os
from decimal import Decimal, InvalidOperation
from typing import Any

import click

from matou.kit.clock import utc_now
from matou.kit.errors import DomainError, InvalidInput
from matou.modules.planner.commands.refusals import refuse
from matou.modules.planner.queries import fronts, reliabilities
from matou.modules.planner.rules import cargo as cargoes
from matou.modules.planner.rules.asking import Question, read_closure, read_ready
from matou.modules.planner.rules.chains import Chain, Leg
from matou.modules.planner.rules.network import MINUTES_PER_WEEK, Network
from matou.modules.planner.rules.relaxing import MODE_NAMES, NOTHING_HELPS, moment
from matou.modules.planner.rules.wishing import cargo_of, with_codes

MOST_SECONDS = 20.0


@click.command("ask")
@click.option("--from", "origin", required=True, help="Where the cargo is, such as P_WUL. 起点.")
@click.option("--to", "destination", required=True, help="Where it goes, such as P_NSA. 终点.")
@click.option("--tonnes", default="", help="Mass in tonnes. 重量（吨）.")
@click.option("--teu", default="", help="Containers, 14 t each unless --tonnes says. 箱量.")
@click.option("--air", is_flag=True, help="Air freight: flights and trucks. 空运.")
@click.option("--draught", default="", help="Of the loaded barge, metres. 驳船吃水（米）.")
@click.option("--dg", default="", metavar="CLASS", help="Dangerous goods, such as 3. 危险货物类别.")
@click.option("--ready", default="mon-08:00", show_default=True, help="备妥时间.")
@click.option("--allow", multiple=True, help="planned_pinglu: take a planned waterway as open.")
@click.option("--close", multiple=True, metavar="LOCK=FROM..TO", help="Lock closure 停航, minutes.")
@click.option("--without", multiple=True, help="Avoid a mode, place, link or service. 避开.")
@click.option("--by", "deadline", default="", help="How likely is it there by then? 最晚到达.")
@click.option("--must", multiple=True, help="Use a mode, terminal, lock, link or service. 必经.")
@click.option("--arrive-by", default="", help="Latest arrival, such as thu-18:00. 最晚到达.")
@click.option("--depart-from", default="", help="Earliest departure. 最早出发.")
@click.option("--max-transfers", type=int, help="Handlings, both gates counted. 至多换装次数.")
@click.option("--avoid-dg", is_flag=True, help="No terminals for dangerous goods. 避开危货码头.")
@click.option(
    "--lower-water", default="", help="What if the water is so many metres lower. 水位降."
)
@click.option("--live", is_flag=True, help="On the network in the database, from now on. 实时路网.")
@click.option("--json", "as_json", is_flag=True, help="The front as JSON, by arrival.")
def ask(*, origin: str, destination: str, as_json: bool, deadline: str, **options: Any) -> None:
    """门到门方案 · Every chain that no other beats in arrival, cost and CO2e.

    Minute 0 is Monday 00:00. Bad input exits with 2.
    """
    try:
        network, answer = _answer(origin, destination, options)
        deadline_min = _deadline(deadline, answer.question.ready_min)
    except DomainError as error:
        refuse(error)
    if answer.is_truncated:
        click.echo("搜索未完成，方案可能不全 truncated: some chains may be missing", err=True)
    if not answer.chains and not answer.is_truncated:
        _explain(answer)
    told = _reliability(network, answer, deadline_min)
    if as_json:
        rows = [_row(chain) | more for chain, more in zip(answer.chains, told, strict=True)]
        click.echo(json.dumps(rows, ensure_ascii=False))
    else:
        _print_table(answer, told)


def _deadline(text: str, ready_min: int) -> int | None:
    """Read a deadline: minutes, or the first such moment of a week from readiness on."""
    if not text.strip():
        return None
    minute = read_ready(text)
    if not text.strip().isdigit() and minute < ready_min:
        minute += -((minute - ready_min) // MINUTES_PER_WEEK) * MINUTES_PER_WEEK
    if minute < ready_min:
        raise InvalidInput(
            field="by",
            reason_zh="最晚到达不能早于备妥时间。",
            reason_en="The deadline must not come before the cargo is ready.",
        )
    return minute


def _reliability(
    network: Network, answer: fronts.Answer, deadline_min: int | None
) -> list[dict[str, object]]:
    """Return what is known of each chain's punctuality, nothing where nobody asks."""
    if deadline_min is None:
        return [{} for _ in answer.chains]
    every = reliabilities.reliabilities(
        network=network, question=answer.question, chains=answer.chains
    )
    return [
        {
            "on_time": round(one.on_time(deadline_min), 3),
            "p50_min": one.median_min,
            "p90_min": one.ninetieth_min,
            "connections": [
                {"row": join.code, "at": join.at, "missed": round(join.missed, 3)}
                for join in one.connections
            ],
        }
        for one in every
    ]


def _answer(
    origin: str, destination: str, options: dict[str, Any]
) -> tuple[Network, fronts.Answer]:
    """Answer on the network that ships with the project, or on that of the database."""
    network, now = fronts.reference_network(), utc_now()
    if options["live"]:
        # Needs Django; plain questions begin two seconds earlier without it.
        from matou.modules.planner.queries import answers, networks

        network = networks.network_at(now)
    question = Question(
        origin=origin.strip(),
        destination=destination.strip(),
        ready_min=read_ready(options["ready"]),
        cargo=_cargo(options),
        wishes=_wishes(network, options),
    )
    has_time = fronts.within(MOST_SECONDS)
    if options["live"]:
        asked = answers.from_now_on(question, instant=now)
        return network, answers.answer_at(instant=now, question=asked, has_time=has_time).answer
    return network, fronts.front(network=network, question=question, has_time=has_time)


def _cargo(options: dict[str, Any]) -> cargoes.Cargo:
    teu = _number("teu", options["teu"])
    if teu is not None and teu != teu.to_integral_value():
        raise InvalidInput(field="teu", reason_zh="须为整数。", reason_en="Give whole TEU.")
    return cargo_of(
        tonnes=_number("tonnes", options["tonnes"]),
        teu=None if teu is None else int(teu),
        is_air=options["air"],
        draught_m=_number("draught", options["draught"]),
        dangerous_class=options["dg"].strip(),
        flags=frozenset(options["allow"]),
    )


def _wishes(network: Network, options: dict[str, Any]) -> cargoes.Wishes:
    arrive_by, transfers = options["arrive_by"], options["max_transfers"]
    lower_m = _number("lower-water", options["lower_water"]) or Decimal(0)
    if lower_m * 100 != (lower_m * 100).to_integral_value():
        raise InvalidInput(
            field="lower-water", reason_zh="请精确到厘米。", reason_en="Give whole centimetres."
        )
    wishes = cargoes.Wishes(
        max_transfers=transfers,
        depart_from_min=read_ready(options["depart_from"]) if options["depart_from"] else 0,
        arrive_by_min=read_ready(arrive_by) if arrive_by else None,
        avoids_dangerous_terminals=options["avoid_dg"],
        closures=tuple(read_closure(text) for text in options["close"]),
        lower_water_cm=int(lower_m * 100),
    )
    return with_codes(wishes, network=network, without=options["without"], must=options["must"])


def _number(field: str, text: str) -> Decimal | None:
    if not text.strip():
        return None
    try:
        value = Decimal(text.strip())
    except InvalidOperation:
        value = Decimal("NaN")
    if not value.is_finite():
        raise InvalidInput(
            field=field,
            reason_zh=f"“{text}”不是数。",
            reason_en=f"“{text}” is not a number.",
        )
    return value


def _explain(answer: fronts.Answer) -> None:
    zh, en = (answer.binding.zh, answer.binding.en) if answer.binding is not None else NOTHING_HELPS
    click.echo(f"没有方案：{zh}\nNo chain: {en}", err=True)


def _row(chain: Chain) -> dict[str, object]:
    return {
        "arrive_min": chain.arrive_min,
        "duration_min": chain.duration_min,
        "cost_fen": chain.fen,
        "co2e_g": chain.grams,
        "legs": [
            {
                "mode": str(leg.mode),
                "from": leg.origin,
                "to": leg.destination,
                "km": leg.length_m / 1000,
                "service": leg.service or None,
            }
            for leg in chain.legs
        ],
    }


def _print_table(answer: fronts.Answer, told: list[dict[str, object]]) -> None:
    # Half of what starting costs, and JSON and refusals do without.
    from rich.console import Console
    from rich.table import Table

    is_zh = _speaks_chinese()
    titles = ("到达", "历时", "费用（元）", "CO2e（吨）", "经由")
    if not is_zh:
        titles = ("Arrives", "Takes", "Cost, CNY", "CO2e, t", "By way of")
    table = Table(box=None, header_style="bold", pad_edge=False)
    for title, side in zip(titles, ("left", "right", "right", "right", "left"), strict=True):
        table.add_column(title, justify=side, no_wrap=side == "right")  # type: ignore[arg-type]  # literals
    if told and told[0]:
        table.add_column("按时" if is_zh else "In time", justify="right", no_wrap=True)
        table.add_column("九成到达" if is_zh else "9 in 10 by", no_wrap=True)
    for chain, more in zip(answer.chains, told, strict=True):
        table.add_row(
            moment(chain.arrive_min, is_zh=is_zh),
            _span(chain.duration_min),
            f"{chain.fen / 100:,.2f}",
            f"{chain.grams / 1_000_000:,.3f}",
            " → ".join(_leg_words(leg, is_zh=is_zh) for leg in chain.legs),
            *_punctuality(more, is_zh=is_zh),
        )
    Console().print(table)
    count = len(answer.chains)
    click.echo(f"{count} 个互不占优的方案" if is_zh else f"{count} chains, none beaten by another")


def _punctuality(more: dict[str, Any], *, is_zh: bool) -> tuple[str, ...]:
    if not more:
        return ()
    return f"{more['on_time']:.1%}", moment(more["p90_min"], is_zh=is_zh)


def _leg_words(leg: Leg, *, is_zh: bool) -> str:
    mode = MODE_NAMES[leg.mode][0 if is_zh else 1]
    service = f" {leg.service}" if leg.service else ""
    return f"{mode}{service} {leg.origin}–{leg.destination} {leg.length_m / 1000:g} km"


def _span(minutes: int) -> str:
    return f"{minutes // 60} h {minutes % 60:02}"


def _speaks_chinese() -> bool:
    """Follow the terminal's language; where it names none, the house speaks Chinese."""
    for name in ("LC_ALL", "LC_MESSAGES", "LANG"):
        word = os.environ.get(name, "")
        if word and not word.startswith(("C", "POSIX")):
            return word.startswith("zh")
    return True
