"""Graphs cut out of columns: the same arcs as the plain telling, clock by clock, fen by fen."""

from collections import Counter
from dataclasses import replace
from itertools import islice

import pytest

from matou.modules.planner.arrays.columns import WHOLE
from matou.modules.planner.arrays.cutting import cut
from matou.modules.planner.arrays.encoding import TooLarge, arrays
from matou.modules.planner.queries import fronts
from matou.modules.planner.rules.asking import Question
from matou.modules.planner.rules.cargo import Cargo, Load, Wishes
from matou.modules.planner.rules.compile import compiled
from matou.modules.planner.rules.network import (
    ChamberClosure,
    Closure,
    Limit,
    Mode,
    Network,
    ServiceDay,
    Stop,
)
from matou.modules.planner.rules.sampling import questions

BARGE = Cargo(load=Load.BULK, mass_kg=2_000_000, draught_mm=3200)
BOXES = Cargo(load=Load.CONTAINER, mass_kg=280_000, teu=20)


def network() -> Network:
    return fronts.reference_network()


def troubled() -> Network:
    """The reference network with notices and exceptions of every kind ahead."""
    own = network()
    links = [link.code for link in own.links[::7]]
    return replace(
        own,
        version="troubled",
        limits=tuple(
            Limit(link=code, from_min=600 * place, until_min=600 * place + 900, depth_cm=250)
            for place, code in enumerate(links)
        ),
        stops=tuple(
            Stop(transfer=row.code, from_min=100, until_min=4000) for row in own.transfers[::5]
        ),
        chamber_closures=tuple(
            ChamberClosure(lock=one.lock, chamber=one.chamber, from_min=0, until_min=5000)
            for one in own.chambers
        ),
        service_days=tuple(
            ServiceDay(service=one.code, day=3, runs=one.code.endswith("1"))
            for one in own.services[::2]
        ),
        cancelled_services=frozenset({own.services[0].code}),
        seen_until_min=20_000,
    )


def told(network: Network, cargo: Cargo, wishes: Wishes) -> Counter[object]:
    return Counter(compiled(network=network, cargo=cargo, wishes=wishes).arcs)


def cut_arcs(network: Network, cargo: Cargo, wishes: Wishes) -> Counter[object]:
    return Counter(cut(network=network, cargo=cargo, wishes=wishes)[0].arcs)


@pytest.mark.parametrize("ground", [network(), troubled()], ids=["in order", "troubled"])
@pytest.mark.parametrize("question", [*islice(questions(network=network(), seed=7), 40)])
def test_arcs_are_those_of_the_plain_telling(question: Question, ground: Network) -> None:
    asked = (ground, question.cargo, question.wishes)

    assert cut_arcs(*asked) == told(*asked)


@pytest.mark.parametrize(
    "wishes",
    [
        Wishes(without_modes=frozenset({Mode.ROAD})),
        Wishes(without_modes=frozenset({Mode.WATER, Mode.RAIL})),
        Wishes(without_nodes=frozenset({"L_CHZ", "P_NSA", "nowhere"})),
        Wishes(without_links=frozenset({link.code for link in network().links[::3]})),
        Wishes(without_services=frozenset({"S001", "S002"})),
        Wishes(avoids_dangerous_terminals=True),
        Wishes(lower_water_cm=80),
        Wishes(closures=(Closure(lock="L_CHZ", from_min=0, until_min=9000),)),
    ],
    ids=["no road", "road only", "no nodes", "no links", "no sailings", "no dangerous terminals",
         "low water", "closed lock"],
)  # fmt: skip
@pytest.mark.parametrize("cargo", [BARGE, BOXES, replace(BOXES, dangerous_class="3")])
def test_wishes_leave_out_what_the_plain_telling_leaves_out(cargo: Cargo, wishes: Wishes) -> None:
    assert cut_arcs(troubled(), cargo, wishes) == told(troubled(), cargo, wishes)


@pytest.mark.parametrize(
    "cargo",
    [
        replace(BARGE, mass_kg=1),
        replace(BARGE, draught_mm=0),
        replace(BARGE, draught_mm=20_000),
        replace(BARGE, flags=frozenset({"planned_pinglu"})),
        replace(BOXES, teu=20_000),
        Cargo(load=Load.AIR, mass_kg=500),
    ],
    ids=["a kilogram", "no draught named", "the deepest", "a canal to come", "too many", "by air"],
)
def test_cargoes_at_the_borders_are_told_alike(cargo: Cargo) -> None:
    assert cut_arcs(network(), cargo, Wishes()) == told(network(), cargo, Wishes())


def test_the_kernel_reads_the_same_clocks() -> None:
    graph, found = cut(network=troubled(), cargo=BARGE, wishes=Wishes())

    plain = arrays(graph)

    assert (found.first == plain.first).all()
    assert (found.arcs[:, :5] == plain.arcs[:, :5]).all()
    assert slices(found.arcs, found.times) == slices(plain.arcs, plain.times)


def slices(arcs: "object", times: "object") -> list[list[int]]:
    return [times[low:high].tolist() for low, high in arcs[:, 5:7].tolist()]  # type: ignore[index]


def test_rates_finer_than_64_bits_hold_are_reckoned_exactly() -> None:
    fine = network().params.barge_g_per_tkm + network().params.barge_g_per_tkm / (10**15 + 37)
    ground = replace(network(), params=replace(network().params, barge_g_per_tkm=fine))
    heavy = replace(BARGE, mass_kg=77_777_777)

    assert heavy.mass_kg * fine.numerator > WHOLE
    assert cut_arcs(ground, heavy, Wishes()) == told(ground, heavy, Wishes())


def test_a_sum_beyond_the_kernel_is_refused() -> None:
    dear = replace(network().params, truck_fen_per_km=network().params.truck_fen_per_km * 10**6)

    with pytest.raises(TooLarge):
        cut(
            network=replace(network(), params=dear),
            cargo=replace(BARGE, mass_kg=10**9),
            wishes=Wishes(),
        )
