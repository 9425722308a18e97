"""The zip inside an xlsx or an ods: refused before anything is unpacked when it is a trap, then checked part by part."""

import struct
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from typing import IO

from caqes_eval.foundation.findings import Finding
from caqes_eval.foundation.french import number
from caqes_eval.intake.workbooks import limits
from caqes_eval.intake.workbooks.faults import fault, refuse

_CHUNK = 1 << 20
_ENCRYPTED = 0x1
_XML = (".xml", ".rels", ".vml")
DAMAGED = (zipfile.BadZipFile, zlib.error, struct.error, EOFError, NotImplementedError, ValueError, OSError)
"""What reading a damaged zip raises."""


class Archive:
    """A zip whose parts have been checked.

    Args:
        stream: the file.
        file: how messages name it.

    Raises:
        RefusedError: damaged, encrypted, or beyond the limits.
    """

    def __init__(self, stream: IO[bytes], file: str) -> None:
        self.file = file
        try:
            self._zip = zipfile.ZipFile(stream)
        except DAMAGED as error:
            raise refuse("fichier_abime", file) from error
        entries = self._zip.infolist()
        # some writers use \\ between folders, or capitals
        self._entries = {entry.filename.replace("\\", "/").lstrip("/").lower(): entry for entry in entries}
        self._refuse_trap(entries)
        self._read_all(entries)

    def __contains__(self, part: str) -> bool:
        return part.lower() in self._entries

    def holds(self, *fragments: str) -> bool:
        """Return whether the name of a part contains one of these fragments."""
        return any(fragment in name for name in self._entries for fragment in fragments)

    @contextmanager
    def open(self, part: str) -> Iterator[IO[bytes]]:
        """Open a part to be read as a stream."""
        with self._zip.open(self._entries[part.lower()]) as stream:
            yield stream

    def _refuse_trap(self, entries: list[zipfile.ZipInfo]) -> None:
        if len(entries) > limits.ENTRIES:
            what = f"elle contient {number(len(entries))} éléments (limite {number(limits.ENTRIES)})"
            raise refuse("bombe", self.file, what=what)
        if len(self._entries) != len(entries):
            raise refuse("bombe", self.file, what="un même élément y est deux fois")
        if any(entry.flag_bits & _ENCRYPTED for entry in entries):
            raise refuse("mot_de_passe", self.file)
        unpacked = sum(entry.file_size for entry in entries)
        packed = max(sum(entry.compress_size for entry in entries), 1)
        if unpacked > limits.UNPACKED_BYTES:
            size, limit = number(unpacked // 1_000_000), number(limits.UNPACKED_BYTES // 1_000_000)
            raise refuse("bombe", self.file, what=f"elle pèserait {size} Mo une fois ouverte (limite {limit} Mo)")
        if unpacked > limits.RATIO_CHECKED_FROM and unpacked > packed * limits.UNPACKED_RATIO:
            what = (
                f"son contenu est {number(unpacked // packed)} fois plus gros qu’elle (limite {limits.UNPACKED_RATIO})"
            )
            raise refuse("bombe", self.file, what=what)

    def _read_all(self, entries: list[zipfile.ZipInfo]) -> None:
        """Check every part against its declared size and checksum: nothing larger than declared reaches a reader."""
        try:
            for entry in entries:
                with self._zip.open(entry) as stream:
                    if b"<!ENTITY" in stream.read(_CHUNK) and entry.filename.lower().endswith(_XML):
                        raise refuse("entites_xml", self.file)
                    while stream.read(_CHUNK):
                        pass
        except DAMAGED as error:
            raise refuse("fichier_abime", self.file) from error


_TOLD = (
    ("macros", ("vbaproject", "xl/macrosheets/", "basic/", "scripts/")),
    ("liens_externes", ("xl/externallinks/", "xl/connections.xml")),
    ("commentaires", ("xl/comments", "xl/threadedcomments/")),
)


def notices(archive: Archive) -> list[Finding]:
    """Return what deserves to be said of the parts that are left unread."""
    return [fault(code, archive.file) for code, fragments in _TOLD if archive.holds(*fragments)]
