"""Dossiers that are not read again while the system says that nothing about their files changed."""

import os
from pathlib import Path

import pytest

from caqes_eval.dossier import seals
from caqes_eval.dossier.archive import Archive, Dossier
from caqes_eval.dossier.seals import VERIFIED, seal_of, standing
from caqes_eval.foundation.environment import environment_digest, packages
from caqes_eval.foundation.files import sha256_bytes


@pytest.fixture(autouse=True)
def settled(monkeypatch):
    """Files of a moment ago count as settled."""
    monkeypatch.setattr(seals, "SETTLING_NS", -(10**18))
    VERIFIED.forget()


@pytest.fixture
def version(tmp_path: Path) -> Path:
    folder = tmp_path / "mo/v001"
    (folder / "inputs").mkdir(parents=True)
    for name in ("result.json", "inputs/a.csv"):
        (folder / name).write_bytes(b"2025")
    (folder / "manifest.json").write_text("{}", encoding="utf-8")
    return folder


def dossier(version: Path) -> Dossier:
    digest = sha256_bytes(b"2025")
    return Dossier(version, "1", {"result.json": digest, "inputs/a.csv": digest})


@pytest.mark.parametrize("name", ["result.json", "inputs/a.csv", "manifest.json"])
def test_a_change_anywhere_breaks_the_seal(version, name):
    before = seal_of(version)
    assert before
    assert seal_of(version) == before
    (version / name).write_bytes(b"20255")
    assert seal_of(version) != before


@pytest.mark.skipif(os.name == "nt", reason="Windows keeps no time of the last change of a file's inode")
def test_a_date_put_back_breaks_the_seal(version):
    path = version / "result.json"
    stat, before = path.stat(), seal_of(version)
    path.write_bytes(b"2026")
    os.utime(path, ns=(stat.st_atime_ns, stat.st_mtime_ns))
    assert seal_of(version) != before


def test_a_file_removed_or_added_breaks_the_seal(version):
    before = seal_of(version)
    (version / "inputs/b.csv").write_bytes(b"")
    added = seal_of(version)
    (version / "inputs/b.csv").unlink()
    (version / "inputs/a.csv").unlink()
    assert len({before, added, seal_of(version)}) == 3


def test_files_of_a_moment_ago_are_not_sealed(version, monkeypatch):
    monkeypatch.setattr(seals, "SETTLING_NS", 2_000_000_000)
    assert seal_of(version) == ""
    assert dossier(version).alterations() == []
    assert not VERIFIED.holds(version)


def test_an_intact_dossier_is_read_once(version, monkeypatch):
    assert dossier(version).alterations() == []
    monkeypatch.setattr(Dossier, "_compared", lambda self: ["relu"])
    assert dossier(version).alterations() == []
    VERIFIED.forget()
    assert dossier(version).alterations() == ["relu"]


def test_an_altered_dossier_is_never_sealed(version):
    (version / "result.json").write_bytes(b"2026")
    assert dossier(version).alterations() == ["result.json (modifié)"]
    assert dossier(version).alterations() == ["result.json (modifié)"]
    (version / "result.json").write_bytes(b"2025")
    assert dossier(version).alterations() == []


def test_the_standing_tells_the_highest_version_and_the_state(version):
    folder = version.parent
    first = standing(folder)
    assert (first.version, first.state, first.seal) == ("v001", "", seal_of(version))
    (folder / "v002").mkdir()
    # without manifest it is no version
    assert standing(folder) == first
    Archive(folder).mark("en échec", "pourquoi")
    assert standing(folder).state != ""
    assert standing(folder / "nulle part") == seals.Standing("", "", "")


def test_the_environment_is_that_of_the_packages_needed():
    needed = packages(["caqes-eval"])
    assert {"caqes-eval", "pandas", "numpy", "papermill", "pydantic-core"} <= needed.keys()
    assert "pytest" not in packages(["pandas"])
    assert packages(["no-such-package-anywhere"]) == {}
    assert environment_digest() == environment_digest()
    assert len(environment_digest()) == 64
