"""Files at the edge: digests, atomic writes and names that betray no machine."""

import errno
import hashlib
import os
import tempfile
from pathlib import Path

from caqes_eval.foundation.errors import OutputError

_CHUNK = 1 << 20


def sha256_bytes(content: bytes) -> str:
    """Return the SHA-256 of bytes, in hexadecimal."""
    return hashlib.sha256(content).hexdigest()


def sha256_file(path: Path) -> str:
    """Return the SHA-256 of a file, read in blocks."""
    digest = hashlib.sha256()
    with path.open("rb") as stream:
        while block := stream.read(_CHUNK):
            digest.update(block)
    return digest.hexdigest()


_REASONS = {
    errno.ENOSPC: "le disque est plein",
    errno.EDQUOT: "votre quota de disque est atteint",
    errno.EACCES: "accès refusé",
    errno.EPERM: "accès refusé",
    errno.EROFS: "le disque est en lecture seule",
    errno.ENAMETOOLONG: "le chemin est trop long",
    errno.ENOTEMPTY: "le dossier n’est pas vide",
    errno.EEXIST: "le nom est déjà pris",
    errno.ENOENT: "le dossier n’existe plus",
}


def reason(error: OSError) -> str:
    """Return why the system refused, in French."""
    return _REASONS.get(error.errno or 0, f"refus du système n° {error.errno}")


def cannot_write(what: str, error: OSError) -> OutputError:
    """Return the error that tells a refused writing."""
    return OutputError(
        f"Écriture impossible de {what} : {reason(error)}.",
        remedy="Fermez le fichier s’il est ouvert, vérifiez vos droits et la place sur le disque, puis relancez.",
    )


def make_folder(path: Path) -> Path:
    """Make a folder and its parents.

    Raises:
        OutputError: it cannot be made.
    """
    try:
        path.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise cannot_write(f"dossier {path.name}", error) from error
    return path


def write_atomically(path: Path, content: bytes | str) -> None:
    """Write a file whole or not at all: a reader sees the old content or the new one.

    Args:
        path: where to write; missing folders are made.
        content: bytes, or text written in UTF-8 with Unix line ends.

    Raises:
        OutputError: the disk is full, or the file is open elsewhere or protected.
    """
    data = content.encode() if isinstance(content, str) else content
    temporary = ""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        handle, temporary = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
        with os.fdopen(handle, "wb") as stream:
            stream.write(data)
            stream.flush()
            # a power cut after the renaming must not leave the name on empty content
            os.fsync(stream.fileno())
        Path(temporary).chmod(0o644)
        Path(temporary).replace(path)
    except OSError as error:
        if temporary:
            Path(temporary).unlink(missing_ok=True)
        raise cannot_write(path.name, error) from error


def shown(path: Path, root: Path) -> str:
    """Return a path as a user may read it: relative to the working folder, with ``/``; else its name alone."""
    try:
        return path.resolve().relative_to(root.resolve()).as_posix()
    except ValueError:
        return path.name
