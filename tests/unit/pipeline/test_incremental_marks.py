"""Files signed by their bytes; their dates only spare reading them again."""

import os
import time
from pathlib import Path

import pytest

from caqes_eval.foundation.files import sha256_bytes
from caqes_eval.pipeline.incremental import marks
from caqes_eval.pipeline.incremental.marks import ABSENT, Mark, Signature, sign

OLD = time.time() - 3600


def write(path: Path, content: bytes, *, at: float = OLD) -> Path:
    path.write_bytes(content)
    os.utime(path, (at, at))
    return path


@pytest.fixture
def settled(monkeypatch):
    """Files of a moment ago count as settled: only the date of their content is looked at."""
    monkeypatch.setattr(marks, "SETTLING_NS", -(10**18))


@pytest.fixture
def counted(monkeypatch) -> list[str]:
    """The files that were read."""
    read: list[str] = []
    digest = marks.sha256_file
    monkeypatch.setattr(marks, "sha256_file", lambda path: read.append(path.name) or digest(path))
    return read


def test_a_file_that_has_not_changed_is_not_read_again(tmp_path, settled, counted):
    files = [(name, write(tmp_path / name, name.encode())) for name in ("a", "b")]
    first = sign(files, {})
    assert sorted(counted) == ["a", "b"]
    assert sign(files, first.marks) == first
    assert sorted(counted) == ["a", "b"]


def test_a_date_is_not_a_change_and_bytes_are(tmp_path, settled, counted):
    path = write(tmp_path / "a", b"un")
    first = sign([("a", path)], {})
    os.utime(path, (OLD + 60, OLD + 60))
    touched = sign([("a", path)], first.marks)
    assert (touched.digest, touched == first, counted) == (first.digest, False, ["a", "a"])
    write(path, b"deux", at=OLD + 120)
    changed = sign([("a", path)], touched.marks)
    assert changed.marks["a"].sha256 == sha256_bytes(b"deux")
    assert first.changes(changed) == ["a"]


@pytest.mark.skipif(os.name == "nt", reason="Windows keeps no time of the last change of a file's inode")
def test_the_same_size_and_date_do_not_hide_other_bytes(tmp_path, settled):
    path = write(tmp_path / "a", b"2025")
    first = sign([("a", path)], {})
    time.sleep(0.05)
    write(path, b"2026")
    assert sign([("a", path)], first.marks).marks["a"].sha256 == sha256_bytes(b"2026")


def test_a_file_changed_a_moment_ago_will_be_read_again(tmp_path, counted):
    path = tmp_path / "a"
    path.write_bytes(b"un")
    first = sign([("a", path)], {})
    assert sign([("a", path)], first.marks).digest == first.digest
    assert counted == ["a", "a"]


def test_a_file_that_comes_or_goes_is_a_change(tmp_path):
    absent = sign([("a", tmp_path / "a")], {})
    assert absent.marks["a"].sha256 == ABSENT
    write(tmp_path / "a", b"un")
    assert absent.changes(sign([("a", tmp_path / "a")], absent.marks)) == ["a"]
    assert absent.changes(Signature({})) == []
    assert Signature({}).changes(Signature({"b": Mark(1, 1, 1, "x")})) == ["b"]


def test_the_digest_depends_on_names_and_bytes_only():
    one = Signature({"a": Mark(1, 2, 3, "x"), "b": Mark(1, 2, 3, "y")})
    assert Signature({"b": Mark(9, 9, 9, "y"), "a": Mark(9, 9, 9, "x")}).digest == one.digest
    assert Signature({"b": Mark(1, 2, 3, "x"), "a": Mark(1, 2, 3, "y")}).digest != one.digest
    assert Signature({"a": Mark(1, 2, 3, "x")}).digest != one.digest
