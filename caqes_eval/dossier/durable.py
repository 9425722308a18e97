"""Files on the disk for good: a name given after a power cut must stand for whole content."""

import os
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from caqes_eval.foundation.errors import OutputError
from caqes_eval.foundation.files import reason

_AT_ONCE = 8
"""Files flushed together: the disk writes them in one go."""


def settle(folder: Path, key: str, *, whole: bool = True) -> None:
    """Wait until a folder is on the disk: before it is renamed with its files, after with its names only.

    Args:
        folder: the folder.
        key: whose dossier it is, for the message.
        whole: with every file and folder inside.

    Raises:
        OutputError: the disk is full or refuses.
    """
    inside = sorted(folder.rglob("*")) if whole else []
    files = [path for path in inside if path.is_file()]
    folders = [path for path in inside if path.is_dir()]
    try:
        with ThreadPoolExecutor(_AT_ONCE) as threads:
            list(threads.map(_flush_file, files))
        if os.name == "posix":  # Windows has no flushing of folders: renaming is in the journal of NTFS
            for each in [*folders, folder]:
                _flush(each, os.O_RDONLY)
    except OSError as error:
        raise OutputError(
            f"Le dossier {key} ne peut pas être archivé : {reason(error)}.",
            remedy="Vérifiez la place sur le disque et vos droits, puis relancez : ce qui est terminé est gardé.",
        ) from error


def _flush_file(path: Path) -> None:
    # Windows flushes only what is open for writing
    _flush(path, os.O_RDWR)


def _flush(path: Path, flags: int) -> None:
    handle = os.open(path, flags)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
