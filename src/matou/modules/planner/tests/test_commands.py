"""The command line: the front as JSON, a table, and refusals in two languages with exit code 2."""

import json

import pytest
from click.testing import CliRunner, Result

from matou.modules.planner.commands import commands
from matou.modules.planner.services.importing import ImportReport

GRAVEL = ["--from", "P_WUL", "--to", "P_NSA", "--tonnes", "2000", "--draught", "3.2"]


def ask(*arguments: str, **environment: str) -> Result:
    return CliRunner(env=environment).invoke(commands, ["ask", *arguments])


def test_it_prints_the_exact_front_by_arrival() -> None:
    result = ask(*GRAVEL, "--ready", "mon-08:00", "--json")

    chains = json.loads(result.stdout)
    assert result.exit_code == 0
    assert len(chains) == 106
    assert [one["arrive_min"] for one in chains] == sorted(one["arrive_min"] for one in chains)
    assert chains[-1] == {
        "arrive_min": 5611,
        "duration_min": 5131,
        "cost_fen": 11_181_000,
        "co2e_g": 20_859_200,
        "legs": [{"mode": "water", "from": "P_WUL", "to": "P_NSA", "km": 469.0, "service": None}],
    }


@pytest.mark.parametrize(("lang", "word"), [("zh_CN.UTF-8", "到达"), ("en_GB.UTF-8", "Arrives")])
def test_the_table_speaks_the_users_language(lang: str, word: str) -> None:
    result = ask("--from", "C_CEN", "--to", "P_HKG", "--teu", "2", LANG=lang, LC_ALL=lang)

    assert word in result.stdout
    assert "4,322.67" in result.stdout


def test_a_closed_lock_delays() -> None:
    barge = ["--from", "P_WXU", "--to", "P_NSA", "--tonnes", "1000", "--draught", "2.6", "--json"]

    plain, closed = ask(*barge), ask(*barge, "--close", "L_DTX=0..28800")

    assert json.loads(plain.stdout)[-1]["arrive_min"] < 28_800
    assert json.loads(closed.stdout)[-1]["arrive_min"] > 28_800


def test_a_deadline_tells_how_likely_each_chain_is_in_time() -> None:
    soon, late = (ask(*GRAVEL, "--json", "--by", word) for word in ("thu-20:00", "11000"))
    table = ask(*GRAVEL, "--by", "thu-20:00", LANG="en_GB.UTF-8", LC_ALL="en_GB.UTF-8")

    barge, later = json.loads(soon.stdout)[-1], json.loads(late.stdout)[-1]
    assert 0 < barge["on_time"] < later["on_time"] <= 1
    assert barge["p50_min"] < barge["p90_min"]
    assert "In time" in table.stdout


def test_a_weekday_before_readiness_means_the_next_week() -> None:
    next_week = ask(*GRAVEL, "--ready", "wed-08:00", "--json", "--by", "mon-00:00")
    in_minutes = ask(*GRAVEL, "--ready", "wed-08:00", "--json", "--by", "10080")

    assert next_week.stdout == in_minutes.stdout


@pytest.mark.parametrize(
    ("arguments", "word"),
    [
        (["--from", "P_WUL", "--to", "P_WUL", "--tonnes", "1"], "same place"),
        (["--from", "P_WUL", "--to", "P_XXX", "--tonnes", "1"], "P_XXX"),
        (["--from", "P_WUL", "--to", "L_CHZ", "--tonnes", "1"], "L_CHZ"),
        (["--from", "P_WUL", "--to", "P_NSA"], "--tonnes"),
        (["--from", "P_WUL", "--to", "P_NSA", "--tonnes", "0"], "tonnes"),
        (["--from", "P_WUL", "--to", "P_NSA", "--tonnes", "1000000000"], "tonnes"),
        (["--from", "P_WUL", "--to", "P_NSA", "--tonnes", "many"], "many"),
        ([*GRAVEL[:6], "--draught", "0"], "draught"),
        ([*GRAVEL[:6], "--draught", "50"], "draught"),
        ([*GRAVEL, "--ready", "someday"], "mon-08:00"),
        ([*GRAVEL, "--by", "someday"], "mon-08:00"),
        ([*GRAVEL, "--by", "479"], "deadline"),
        ([*GRAVEL, "--close", "L_DTX"], "L_DTX=0..28800"),
        ([*GRAVEL, "--close", "P_NSA=0..5"], "not a lock"),
        ([*GRAVEL, "--allow", "planned_moon"], "planned_moon"),
        ([*GRAVEL, "--dg", "17"], "class"),
        ([*GRAVEL, "--air", "--teu", "2"], "--air"),
        (["--from", "P_WUL", "--to", "P_NSA", "--teu", "1.5"], "whole TEU"),
        (
            [*GRAVEL, "--without", "road", "--without", "water", "--without", "rail"],
            "ruled out",
        ),
        ([*GRAVEL, "--without", "P_NSA"], "avoided"),
        ([*GRAVEL, "--without", "submarine"], "submarine"),
    ],
)
def test_bad_input_names_the_cause_in_two_languages(arguments: list[str], word: str) -> None:
    result = ask(*arguments)

    chinese, english = result.stderr.strip().splitlines()
    assert result.exit_code == 2
    assert word in english
    assert any("\u4e00" <= sign <= "\u9fff" for sign in chinese)
    assert result.stdout == ""


def test_an_empty_answer_says_why() -> None:
    result = ask(*GRAVEL[:6], "--draught", "4.0", "--without", "road", "--json")

    assert result.exit_code == 0
    assert json.loads(result.stdout) == []
    assert "3.8 m" in result.stderr


def test_wishes_are_told_by_options() -> None:
    result = ask(
        *GRAVEL, "--ready", "mon-08:00", "--must", "L_CHZ", "--arrive-by", "sat-00:00",
        "--max-transfers", "2", "--lower-water", "0.2", "--depart-from", "mon-09:00", "--json",
    )  # fmt: skip

    chains = json.loads(result.stdout)
    assert chains
    assert all("water" in {leg["mode"] for leg in one["legs"]} for one in chains)
    assert max(one["arrive_min"] for one in chains) <= 5 * 1440


def test_the_live_network_is_asked_from_now_on(present: ImportReport) -> None:
    result = ask(*GRAVEL, "--ready", "mon-00:00", "--arrive-by", "mon-00:00", "--live", "--json")

    chains = json.loads(result.stdout)
    assert chains
    assert min(one["arrive_min"] - one["duration_min"] for one in chains) in (0, 10_080)


def test_the_kernel_can_be_warmed_and_chains_checked() -> None:
    warmed = CliRunner().invoke(commands, ["warm"])
    checked = CliRunner().invoke(commands, ["validate", "--chains", "50"])

    assert warmed.exit_code == 0, warmed.output
    assert "0 violations" in checked.stdout
