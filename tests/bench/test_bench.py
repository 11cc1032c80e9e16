"""Every bench runs at its least size and checks what it measured. How long things take is no matter of tests."""

import json

import pytest

from bench import __main__ as bench
from bench.frame import FAIL, NOISE, PASS, SIZES, Contest, Outcome, Runner, Wrong, measure
from bench.printing import table


@pytest.mark.slow
@pytest.mark.parametrize("case", bench.CASES)
def test_runs_and_is_right(case, tmp_path, capsys):
    kept = tmp_path / "measured.json"
    bench.run([case], SIZES["least"], kept)
    told = json.loads(capsys.readouterr().out.splitlines()[0])
    assert told["case"] == case
    assert told["ours/peer"] > 0
    assert told["weasyprint"]
    content = json.loads(kept.read_text())
    assert content["commit"]
    assert content["cases"][0]["verdict"] in (PASS, FAIL, NOISE)


def _always_right(given):
    return None


def _contest(ours=lambda: None, check=_always_right, goal=0.5):
    return Contest("axis", Runner("ours", ours, check), Runner("peer", lambda: None, _always_right), goal)


def test_a_runner_that_did_not_do_the_work_is_not_measured():
    def refuse(given):
        raise Wrong("北塔村 is missing")

    with pytest.raises(Wrong, match="ours: 北塔村 is missing"):
        measure(_contest(check=refuse), rounds=1)


def test_everybody_runs_in_every_round_and_once_before():
    calls = []
    outcome = measure(_contest(ours=lambda: calls.append(1)), rounds=3)
    assert len(calls) == 4
    assert [len(taken) for taken in (outcome.ours, outcome.peer, outcome.peer_again)] == [3, 3, 3]


@pytest.mark.parametrize(
    ("ours", "peer_again", "verdict"),
    [
        ((4.0, 4.0), (10.0, 10.0), PASS),
        ((6.0, 6.0), (10.0, 10.0), FAIL),
        ((4.0, 4.0), (14.0, 10.0), NOISE),
        ((6.0, 6.0), (7.0, 10.0), NOISE),
    ],
)
def test_a_goal_nearer_than_the_peer_is_to_itself_is_noise(ours, peer_again, verdict):
    assert Outcome(_contest(), ours, (10.0, 10.0), peer_again).verdict == verdict


def test_one_disturbed_round_does_not_make_the_spread():
    outcome = Outcome(_contest(), (4.0,) * 5, (10.0,) * 5, (10.0, 30.0, 10.5, 10.0, 9.8))
    assert outcome.spread == pytest.approx(0.05)


def test_the_table_sets_the_peer_against_itself():
    outcome = Outcome(_contest(), (4.0,), (10.0,), (11.0,))
    assert table([outcome]).splitlines() == [
        "axis | peer | ours | limit | ours/peer | ours/limit | spread | goal | verdict",
        "axis | 10.00 s | 4.00 s | — | 0.40 | — | ±10% | ≤ 0.5 | PASS",
        "peer against itself | 10.00 s | 11.00 s | — | 1.10 | — | ±10% | — | —",
    ]
