"""The journal: one line per event, whatever happened to the line before."""

import json
from datetime import UTC, datetime

import pytest

from caqes_eval.foundation.errors import InputValueError, OutputError
from caqes_eval.pipeline.journal import Journal, read_journal

AT = datetime(2026, 3, 31, 8, 30, 15, 123456, tzinfo=UTC)


def journal(folder, **options) -> Journal:
    return Journal(folder, clock=lambda: AT, **options)


def told(folder) -> list[tuple]:
    return [(each["event"], each.get("state")) for each in read_journal(folder / "journal.jsonl")]


def test_a_run_is_told_from_its_beginning_to_its_end(tmp_path):
    with journal(tmp_path) as written:
        written.begin(jobs=2)
        written.write("task_start", dossier="010000024/mo", reasons=["le modèle a changé"])
        written.end(state="done", executed=1)
    first, second, third = (json.loads(line) for line in (tmp_path / "journal.jsonl").read_bytes().splitlines())
    assert first == {"at": "2026-03-31T08:30:15.123+00:00", "run": first["run"], "event": "run_start", "jobs": 2}
    assert first["run"].startswith("20260331T083015-")
    assert (second["reasons"], third["executed"]) == (["le modèle a changé"], 1)
    assert {each["run"] for each in (first, second, third)} == {first["run"]}


@pytest.mark.parametrize(
    ("error", "state", "reason"),
    [
        (KeyboardInterrupt(), "interrupted", "KeyboardInterrupt"),
        (InputValueError("La colonne manque."), "stopped", "La colonne manque."),
        (ZeroDivisionError("/home/x"), "stopped", "ZeroDivisionError"),
    ],
)
def test_a_run_that_stops_says_so(tmp_path, error, state, reason):
    def stopped() -> None:
        with journal(tmp_path) as written:
            written.begin()
            raise error

    with pytest.raises(type(error)):
        stopped()
    ended = list(read_journal(tmp_path / "journal.jsonl"))[-1]
    assert (ended["event"], ended["state"], ended["reason"]) == ("run_end", state, reason)


@pytest.mark.parametrize("broken", [b"{", b'{"at": "2026', b"\xff\xfe", b"[1]", b"null"])
def test_a_line_cut_by_a_kill_spoils_no_other(tmp_path, broken):
    journal(tmp_path).begin()
    with (tmp_path / "journal.jsonl").open("ab") as stream:
        stream.write(broken)
    journal(tmp_path).begin()
    journal(tmp_path).end(state="done")
    assert told(tmp_path) == [("run_start", None), ("run_start", None), ("run_end", "done")]


def test_a_journal_grown_too_large_is_set_aside_and_kept(tmp_path):
    written = journal(tmp_path, largest=200)
    for _ in range(7):
        written.begin()
    names = sorted(path.name for path in tmp_path.iterdir())
    assert names[0] == "journal-001.jsonl"
    assert names[-1] == "journal.jsonl"
    lines = [line for path in sorted(tmp_path.iterdir()) for line in path.read_bytes().splitlines()]
    assert len([json.loads(line) for line in lines]) == 7
    assert all(path.stat().st_size < 400 for path in tmp_path.iterdir())


def test_what_cannot_be_written_is_told(tmp_path):
    (tmp_path / "journal.jsonl").mkdir()
    with pytest.raises(OutputError, match=r"journal\.jsonl"):
        journal(tmp_path).begin()
