"""The counts shown while a campaign runs, and the time that is left."""

import pytest

from caqes_eval.cli.progress import detail, duration
from caqes_eval.pipeline.tally import Tally


def tally(total: int, clock: list[float]) -> Tally:
    return Tally(what="Évaluations", total=total, clock=lambda: clock[0])


def test_nothing_is_said_of_the_time_left_before_the_first_end():
    counts = tally(3, [0.0])
    counts.run(("a/mo",))
    counts.end("b/mo", "unchanged")
    assert counts.seconds_left() is None


def test_the_time_left_follows_the_pace_so_far():
    clock = [100.0]
    counts = tally(10, clock)
    counts.run(("a/mo", "b/mo"))
    clock[0] = 108.0
    counts.end("a/mo", "done", 8.0)
    counts.end("b/mo", "failed", 7.0)
    # two in 8 s, eight to come
    assert counts.seconds_left() == 32.0
    counts.end("c/mo", "unchanged")
    counts.end("d/mo", "unchanged")
    # half of those seen had to run: three of the six left, at 4 s each
    assert counts.seconds_left() == 12.0
    assert (counts.ended, counts.slowest) == (4, ("a/mo", 8.0))


def test_the_screen_tells_counts_time_left_and_the_slowest():
    clock = [0.0]
    counts = tally(100, clock)
    assert detail(counts) == ""
    counts.run(("a/mo", "b/mo"))
    assert detail(counts) == "2 en cours"
    clock[0] = 6.0
    counts.end("a/mo", "done", 6.0)
    counts.run(("b/mo",))
    assert detail(counts) == "1 faite, 1 en cours, reste environ 10 min\u202f; la plus longue\u202f: 6 s (a/mo)"
    counts.end("c/mo", "failed", 1.0)
    counts.end("d/mo", "unchanged")
    assert detail(counts).startswith("1 faite, 1 en cours, 1 en échec, 1 inchangée, reste")


@pytest.mark.parametrize(
    ("seconds", "told"),
    [(0.2, "1 s"), (59.4, "59 s"), (60, "1 min"), (3569, "59 min"), (3600, "1 h 00"), (7500, "2 h 05")],
)
def test_durations_are_told_as_one_says_them(seconds, told):
    assert duration(seconds) == told
