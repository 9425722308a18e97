"""A file in blocks of whole lines, so that its size never matters; lines become rows of a matrix of bytes."""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from caqes_eval.foundation.errors import InputFormatError, InputMissingError

BLOCK = 1 << 20
_BOM = b"\xef\xbb\xbf"
_COMPRESSED = (b"PK\x03\x04", b"\x1f\x8b", b"7z\xbc\xaf", b"Rar!")
_LF, _CR, _SPACE = 10, 13, 32
_REMEDY = "Donner le fichier texte produit par l’outil de l’ATIH, tel quel ; s’il est dans une archive, l’en extraire."


@dataclass(frozen=True)
class Lines:
    """Some whole lines of a file.

    Attributes:
        content: the bytes.
        starts, lengths: of each line, its end left out.
        first: number of the first line, from 1.
        cut: whether the last line has no end.
        bom: whether a byte order mark was left out before the first line.
    """

    content: NDArray[np.uint8]
    starts: NDArray[np.int64]
    lengths: NDArray[np.int64]
    first: int
    cut: bool
    bom: bool

    def numbers(self) -> NDArray[np.int64]:
        """Return the number of each line."""
        return np.arange(self.first, self.first + len(self.starts), dtype=np.int64)

    def initials(self) -> NDArray[np.uint8]:
        """Return the first byte of each line; a space for an empty one."""
        return np.where(self.lengths > 0, self.content[np.minimum(self.starts, len(self.content) - 1)], _SPACE)

    def matrix(self, rows: NDArray[np.intp], width: int) -> NDArray[np.uint8]:
        """Return the bytes of some lines, one line a row, filled with spaces up to the width."""
        starts, lengths = self.starts[rows], self.lengths[rows]
        step = int(starts[1] - starts[0]) if len(starts) > 1 else 0
        if step >= width and (lengths >= width).all() and (np.diff(starts) == step).all():
            # the usual file: every line has the same length, nothing has to be gathered
            regular = np.lib.stride_tricks.as_strided(
                self.content[starts[0] :], (len(starts), width), (step, 1), writeable=False
            )
            return np.ascontiguousarray(regular)
        columns = np.arange(width)
        places = np.minimum(starts[:, None] + columns, len(self.content) - 1)
        filled: NDArray[np.uint8] = np.where(columns < lengths[:, None], self.content[places], np.uint8(_SPACE))
        return filled


class Source:
    """A file read block after block, and its digest once read to the end."""

    def __init__(self, path: Path, shown: str) -> None:
        self._path, self._shown = path, shown
        self._digest = hashlib.sha256()

    @property
    def sha256(self) -> str:
        """The digest of what was read."""
        return self._digest.hexdigest()

    def lines(self) -> Iterator[Lines]:
        """Yield the lines, about a megabyte at a time.

        Raises:
            InputMissingError: the file cannot be read.
            InputFormatError: it is compressed, it is not text, or a line exceeds a megabyte.
        """
        first = 1
        for content, cut, bom in self._blocks():
            lines = _split(content, first=first, cut=cut, bom=bom)
            first += len(lines.starts)
            yield lines

    def _blocks(self) -> Iterator[tuple[bytes, bool, bool]]:
        rest, bom = b"", False
        start = True
        try:
            with self._path.open("rb") as stream:
                while block := stream.read(BLOCK):
                    self._digest.update(block)
                    if start:
                        self._check_head(block)
                        start, bom = False, block.startswith(_BOM)
                        block = block.removeprefix(_BOM)
                    whole, end, after = (rest + block).rpartition(b"\n")
                    self._check(whole, after)
                    rest = after
                    if end:
                        yield whole + end, False, bom
                        bom = False
        except OSError as error:
            raise InputMissingError(
                f"{self._shown} est introuvable ou illisible.", remedy="Vérifiez son nom."
            ) from error
        if rest:
            yield rest, True, bom

    def _check_head(self, head: bytes) -> None:
        if head.startswith(_COMPRESSED):
            raise InputFormatError(f"{self._shown} est une archive ou un classeur.", remedy=_REMEDY)

    def _check(self, whole: bytes, after: bytes) -> None:
        if b"\0" in whole or b"\0" in after:
            raise InputFormatError(f"{self._shown} n’est pas un fichier texte.", remedy=_REMEDY)
        if len(after) > BLOCK:
            raise InputFormatError(f"{self._shown} a une ligne de plus d’un million de caractères.", remedy=_REMEDY)


def _split(content: bytes, *, first: int, cut: bool, bom: bool) -> Lines:
    numbers = np.frombuffer(content, dtype=np.uint8)
    ends = np.flatnonzero(numbers == _LF).astype(np.int64)
    if cut:
        ends = np.append(ends, len(numbers))
    starts = np.concatenate([np.zeros(1, np.int64), ends[:-1] + 1])
    lengths = ends - starts
    # the return of Windows belongs to the end of the line
    returned = (lengths > 0) & (numbers[np.maximum(ends - 1, 0)] == _CR)
    return Lines(numbers, starts, lengths - returned, first, cut, bom)
