import errno
import os
import sys
from pathlib import Path

import pytest

from caqes_eval.foundation import files
from caqes_eval.foundation.errors import OutputError
from caqes_eval.foundation.files import (
    cannot_write,
    make_folder,
    reason,
    sha256_bytes,
    sha256_file,
    shown,
    write_atomically,
)

# FIPS 180-4 examples
DIGESTS = {
    b"": "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
    b"abc": "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad",
}


@pytest.mark.parametrize("content", DIGESTS)
def test_the_digest_is_sha_256(tmp_path, content):
    (tmp_path / "a").write_bytes(content)
    assert sha256_bytes(content) == sha256_file(tmp_path / "a") == DIGESTS[content]


def test_a_file_longer_than_a_block_is_read_whole(tmp_path, monkeypatch):
    monkeypatch.setattr(files, "_CHUNK", 2)
    (tmp_path / "a").write_bytes(b"abc")
    assert sha256_file(tmp_path / "a") == DIGESTS[b"abc"]


@pytest.mark.parametrize(
    ("content", "written"),
    [("é’\n", b"\xc3\xa9\xe2\x80\x99\n"), (b"\x00\xff\r\n", b"\x00\xff\r\n"), ("", b""), ("a\nb", b"a\nb")],
)
def test_text_is_utf8_with_unix_ends_and_bytes_are_kept(tmp_path, content, written):
    path = tmp_path / "new" / "folder" / "a.txt"
    write_atomically(path, content)
    assert path.read_bytes() == written
    assert [path.name for path in path.parent.iterdir()] == ["a.txt"]


def test_a_file_is_replaced(tmp_path):
    path = tmp_path / "a"
    write_atomically(path, "un texte long")
    write_atomically(path, "court")
    assert path.read_text(encoding="utf-8") == "court"


@pytest.mark.skipif(sys.platform == "win32", reason="POSIX permissions")
def test_the_file_can_be_read_by_the_others(tmp_path):
    write_atomically(tmp_path / "a", "x")
    assert (tmp_path / "a").stat().st_mode & 0o777 == 0o644


def test_a_failed_write_leaves_the_old_file_and_no_other(tmp_path, monkeypatch):
    path = tmp_path / "rapport.html"
    write_atomically(path, "ancien")

    def refuse(self, target):
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "replace", refuse)
    with pytest.raises(OutputError, match=r"Écriture impossible de rapport\.html : accès refusé\.") as caught:
        write_atomically(path, "nouveau")
    assert "Fermez le fichier" in caught.value.remedy
    assert [path.name for path in tmp_path.iterdir()] == ["rapport.html"]
    assert path.read_text(encoding="utf-8") == "ancien"


def test_a_full_disk_leaves_nothing(tmp_path, monkeypatch):
    def full(*_arguments):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Path, "chmod", full)
    with pytest.raises(OutputError, match="le disque est plein"):
        write_atomically(tmp_path / "a", "x")
    assert not list(tmp_path.iterdir())


def test_a_folder_that_cannot_be_made_is_a_user_error(tmp_path):
    (tmp_path / "file").write_text("x", encoding="utf-8")
    with pytest.raises(OutputError, match=r"Écriture impossible de a\.txt"):
        write_atomically(tmp_path / "file" / "a.txt", "x")


@pytest.mark.parametrize(
    ("number", "told"),
    [
        (errno.ENOSPC, "le disque est plein"),
        (errno.EACCES, "accès refusé"),
        (errno.EROFS, "le disque est en lecture seule"),
        (errno.ENAMETOOLONG, "le chemin est trop long"),
        (errno.EIO, f"refus du système n° {errno.EIO}"),
    ],
)
def test_the_reason_of_the_system_is_told_in_french(number, told):
    assert reason(OSError(number, os.strerror(number), "/elsewhere/secret.csv")) == told
    assert cannot_write("a.csv", OSError(number, "")).message == f"Écriture impossible de a.csv : {told}."


def test_a_folder_is_made_with_its_parents_once_or_twice(tmp_path):
    folder = tmp_path / "a" / "b"
    assert make_folder(folder) == make_folder(folder) == folder
    assert folder.is_dir()


def test_a_folder_that_cannot_be_made_is_told_by_its_name_alone(tmp_path):
    (tmp_path / "file").write_text("x", encoding="utf-8")
    with pytest.raises(OutputError, match=r"^Écriture impossible de dossier cache : ") as caught:
        make_folder(tmp_path / "file" / "cache")
    assert str(tmp_path) not in caught.value.message


def test_a_path_is_shown_relative_to_the_working_folder(tmp_path):
    assert shown(tmp_path / "params" / ".." / "reports" / "a.html", tmp_path) == "reports/a.html"


@pytest.mark.parametrize("outside", ["/elsewhere/secret/a.csv", "../a.csv"])
def test_a_path_elsewhere_is_shown_by_its_name_alone(tmp_path, outside):
    assert shown(tmp_path / outside, tmp_path) == "a.csv"
