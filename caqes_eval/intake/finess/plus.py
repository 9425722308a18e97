"""The new FINESS file, FINESS+ « Structures »: legal bodies (``pmej``) that hold their establishments (``ege``).

Schema: github.com/ansforge/finess, ``flux/out/data.gouv/structure/``. Its first version wrote codes as
``{"code": …, "system": …}`` and ``informationsGeneralesPmej``, without describing an establishment; the versions after
it, and the files published since 2026, write plain codes and ``informationsGeneralesPMEJ``. Both are read.

The file is 750 MB once decompressed (September 2026): it is read as a stream, one legal body at a time.
"""

import gzip
import re
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import IO, Any

import ijson

from caqes_eval.foundation.errors import InputFormatError, InputMissingError
from caqes_eval.foundation.files import sha256_file
from caqes_eval.intake.finess.checks import Names, Place, TableBuilder
from caqes_eval.intake.finess.etalab import CEDEX
from caqes_eval.intake.finess.table import WHERE, FinessTable

LARGEST_FILE = 3_000_000_000
"""Bytes read, once decompressed, before a file is refused: four times the file of 2026."""

LARGEST_BODY = 32_000_000
"""Bytes read for one legal body and its establishments (8 kB on average in 2026): it is what bounds the memory."""

_BLOCK = 16_384
_DEEPEST = 100  # a real file is 7 deep; the memory of ijson grows with the square of the depth
_MAIN_ADDRESS = "03"  # code of usage of the address of an establishment; a legal body has 02
_GENERATED = re.compile(rb'"generatedAt"\s*:\s*"([0-9]{4}-[0-9]{2}-[0-9]{2})')
_NAMES = Names(
    finess_et="numFinessEge", finess_ej="numFinessPm", name="nomEgeLong", commune="cogCommune", since="dateOuverture",
    until="dateFermeture", state="etatObjet",
)  # fmt: skip
_CORRUPTED = (EOFError, zlib.error, gzip.BadGzipFile)

Object = dict[str, Any]
Stream = IO[bytes] | gzip.GzipFile


def read_finess_plus(path: Path, *, shown: str) -> FinessTable:
    """Read the new JSON; it holds closed establishments too, with their closing date.

    Args:
        path: ``finess-structures-….json``, compressed by gzip or not.
        shown: how messages name it.

    Raises:
        InputMissingError: the file cannot be read.
        InputFormatError: it is not JSON, is cut short, is another file of FINESS+, or goes over
            :data:`LARGEST_FILE` or :data:`LARGEST_BODY`.
        InputValueError: it is damaged; every kind of fault is told.
    """
    builder = TableBuilder(shown, _NAMES)
    try:
        with _opened(path) as stream:
            source = _Bounded(stream, shown)
            for number, body in enumerate(ijson.items(source, "pmej.item", buf_size=_BLOCK), start=1):
                source.new_body()
                _add_body(body, number, builder, shown)
    except _CORRUPTED as error:
        raise InputFormatError(f"{shown} est incomplet ou abîmé : il ne se décompresse pas.", remedy=WHERE) from error
    except (ijson.JSONError, UnicodeError) as error:
        raise InputFormatError(f"{shown} s’arrête avant la fin, ou n’est pas du JSON.", remedy=WHERE) from error
    except OSError as error:
        raise InputMissingError(f"{shown} est introuvable ou illisible.", remedy=WHERE) from error
    return builder.made("finess+", source.day, sha256_file(path))


@contextmanager
def _opened(path: Path) -> Iterator[Stream]:
    with path.open("rb") as stream:
        compressed = stream.read(2) == b"\x1f\x8b"
        stream.seek(0)
        if compressed:
            with gzip.open(stream) as inside:
                yield inside
        else:
            yield stream


class _Bounded:
    """A stream that refuses to go on when the file, or one legal body of it, is implausibly large.

    Attributes:
        day: when the file was made, as its first block says.
    """

    def __init__(self, stream: Stream, shown: str) -> None:
        self._stream = stream
        self._shown = shown
        self._total = 0
        self._body = 0
        self._depth = 0
        start = stream.read(_BLOCK)
        self._start = start.removeprefix(b"\xef\xbb\xbf")
        self.day = _day(start)

    def read(self, size: int) -> bytes:
        """Return the next bytes, or refuse the file."""
        if size == 0:  # how ijson asks whether bytes or text come
            return b""
        block, self._start = (self._start, b"") if self._start else (self._stream.read(size), b"")
        self._total += len(block)
        self._body += len(block)
        # brackets inside a text count too: the published texts hold next to none
        self._depth = max(0, self._depth + _opened_in(block))
        if self._depth > _DEEPEST:
            raise self._refusal(f"imbrique plus de {_DEEPEST} niveaux, la limite fixée ici")
        if self._total > LARGEST_FILE:
            raise self._refusal(f"dépasse {LARGEST_FILE // 10**9} Go une fois décompressé, la limite fixée ici")
        if self._body > LARGEST_BODY:
            raise self._refusal(
                f"contient une entité juridique de plus de {LARGEST_BODY // 10**6} Mo, la limite fixée ici"
            )
        return block

    def new_body(self) -> None:
        """Count anew: a legal body was read."""
        self._body = self._depth = 0

    def _refusal(self, what: str) -> InputFormatError:
        return InputFormatError(f"{self._shown} {what} : ce n’est pas le fichier FINESS+ Structures.", remedy=WHERE)


def _opened_in(block: bytes) -> int:
    """Return how many levels deeper a block ends than it starts."""
    return block.count(b"[") + block.count(b"{") - block.count(b"]") - block.count(b"}")


def _day(start: bytes) -> date | None:
    found = _GENERATED.search(start)
    try:
        return date.fromisoformat(found[1].decode()) if found else None
    except ValueError:
        return None


def _add_body(body: object, number: int, builder: TableBuilder, shown: str) -> None:
    """Check the establishments of a legal body; one without any is left aside."""
    content = _object(body)
    if "activitesAutorisees" in content:
        raise InputFormatError(
            f"{shown} est le fichier FINESS+ « Activités » ; celui des « Structures » est attendu.", remedy=WHERE
        )
    general = _object(content.get("informationsGeneralesPMEJ", content.get("informationsGeneralesPmej")))
    establishments = content.get("ege") or []
    if not isinstance(establishments, list) or not isinstance(body, dict):
        message = "cette entité juridique n’est pas écrite comme le schéma le demande."
        builder.faults.add("finess_structure", Place(body=number), "ege", "", message)
        return
    legal = {"finess_ej": _text(general.get("numFinessPm")), "legal_status": _text(general.get("statutJuridique"))}
    for rank, establishment in enumerate(establishments, start=1):
        builder.add({**_raw(_object(establishment)), **legal}, Place(body=number, rank=rank))


def _raw(establishment: Object) -> dict[str, str]:
    general = _object(establishment.get("informationsGeneralesEGE"))
    address = _address(establishment.get("adresse"))
    category = establishment.get("categorieentiteGeographiqueExercice")
    return {
        "finess_et": _text(general.get("numFinessEge")),
        "name": _text(general.get("nomEgeLong")) or _text(general.get("nomEgeCourt")),
        "city": CEDEX.sub("", _text(address.get("ligneAcheminement"))),
        "commune": _text(address.get("cogCommune")),
        "category": _text(category or establishment.get("categorieEntiteGeographiqueExercice")),
        "sph": _text(general.get("espic")),
        "since": _text(general.get("dateOuverture")),
        "until": _text(general.get("dateFermeture")),
        "state": _text(establishment.get("etatObjet")),
    }


def _address(given: object) -> Object:
    """Return the main address, else the first one."""
    addresses = [_object(address) for address in given] if isinstance(given, list) else []
    main = (address for address in addresses if _text(address.get("usageAdresse")) == _MAIN_ADDRESS)
    return next(main, addresses[0] if addresses else {})


def _object(value: object) -> Object:
    return value if isinstance(value, dict) else {}


def _text(value: object) -> str:
    """Return a value as text: a code alone, in a list or as ``{"code": …}``."""
    if isinstance(value, list):
        value = value[0] if value else None
    if isinstance(value, dict):
        value = value.get("code")
    return "" if value is None or isinstance(value, (dict, list)) else str(value).strip()
