"""Look in a file received for what names patients: headings and numbers in its cells, and in what cells do not show."""

import html
import io
import re
import zipfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Literal

from caqes_eval.intake.privacy import direct_identifier, holds_nir, quoted
from caqes_eval.intake.tables.cells import Cell
from caqes_eval.intake.tables.headings import normalised, without_asides
from caqes_eval.intake.workbooks.sheets import Sheet

NIR = "numéro de sécurité sociale"

_TOP = 50  # filled rows where any cell may be a heading
_LONGEST_HEADING = 80
_SHORTEST_NIR = 13
_LARGEST_NUMBER = 10**15
_DIGIT = re.compile(r"[0-9]")
# 0,255087505601218 is a rate: a number of the social security has 13 digits before any comma
_DECIMAL = re.compile(r"\s*[-+]?[0-9]{0,12}[.,][0-9]+(?:[eE][-+]?[0-9]+)?\s*")
_CODE = re.compile(r"[A-Za-z]{0,3}[0-9]{5,}[A-Za-z]?")
# « IPP » also names the proton-pump inhibitors, one of the indicators
_AMBIGUOUS = "ipp"
_TOKEN = re.compile(rb'>([^<]{2,})<|"([^"<]{2,})"')
_FORMULA = re.compile(rb"<f\b[^>]*>([^<]{2,})<")
_TEXTS = (".xml", ".rels", ".vml", ".txt", ".htm", ".html")
_CACHES = ("pivotcache", "externallink")
_INSERTED = "/embeddings/"
_IMAGES = ("/media/", "/pictures/")


@dataclass(frozen=True, kw_only=True)
class Identifier:
    """Something that names patients; what it says is never kept.

    Attributes:
        kind: a heading, a value, something outside the cells, or a file inserted, that cannot be searched.
        what: what it names, in French.
        sheet: empty in a text file and outside the cells; masked when its name is itself an identifier.
        row: from 1; None outside the cells.
        address: of the cell.
        where: the part of the file, when it is outside the cells.
        count: cells in the same case in the same column, this one the first.
    """

    kind: Literal["column", "value", "hidden", "inserted"]
    what: str = ""
    sheet: str = ""
    row: int | None = None
    address: str = ""
    where: str = ""
    count: int = 1


def identifiers_in(sheets: Sequence[Sheet], *, with_rows: bool) -> Iterator[Identifier]:
    """Give the headings and the values of sheets, hidden ones too, that name patients.

    Args:
        sheets: as opened.
        with_rows: whether « IPP » before a number, in a row, is the number of a patient: not where rows are indicators.
    """
    for sheet in sheets:
        if holds_nir(sheet.name):
            yield Identifier(kind="hidden", what=NIR, where="nom d’une feuille")
        yield from _headings(sheet, with_rows=with_rows)
        yield from _numbers(sheet)


@lru_cache(maxsize=8_192)
def _announces(text: str) -> str | None:
    """Return what a heading names: as written, without its brackets, without the dots of « I.P.P. »."""
    return next(filter(None, map(direct_identifier, (text, without_asides(text), text.replace(".", "")))), None)


def _headings(sheet: Sheet, *, with_rows: bool) -> Iterator[Identifier]:
    filled = 0
    above: Sequence[object] = ()
    for rank, row in enumerate(sheet.values):
        top = filled < _TOP
        found = [
            (place, what)
            for place, value in enumerate(row)
            if isinstance(value, str)
            and value
            and (what := _heading(value, above[place] if top and place < len(above) else "", top=top))
            and (
                normalised(without_asides(value)) != _AMBIGUOUS
                or _numbers_follow(sheet, rank, place, with_rows=with_rows)
            )
        ]
        for place, what in found:
            # below, one word may be an answer (« naissance »): two in a row, or several words, are headings
            if top or len(found) > 1 or " " in normalised(str(row[place])):
                yield _at(sheet, rank, place, "column", what)
        if any(value != "" for value in row):
            filled, above = filled + 1, row


def _heading(value: str, above: object, *, top: bool) -> str | None:
    if len(value) > _LONGEST_HEADING or (not top and _DIGIT.search(value)):
        return None
    what = _announces(value)
    if what is None and isinstance(above, str) and above and len(above) <= _LONGEST_HEADING:
        what = _announces(f"{above} {value}")  # « Date de » over « naissance »
    return what


def _numbers_follow(sheet: Sheet, rank: int, place: int, *, with_rows: bool) -> bool:
    """Return whether what stands under a heading, or after it in its row, is a number as patients have."""
    under = (row[place] for row in sheet.values[rank + 1 :] if place < len(row) and row[place] != "")
    after = (value for value in sheet.values[rank][place + 1 :] if value != "")
    return _is_code(next(under, "")) or (with_rows and _is_code(next(after, "")))


def _is_code(value: object) -> bool:
    return _CODE.fullmatch(_digits(value).strip()) is not None


def _numbers(sheet: Sheet) -> Iterator[Identifier]:
    """Give the numbers of the social security, the first of each column with how many there are."""
    found: dict[int, Identifier] = {}
    for rank, row in enumerate(sheet.values):
        for place, value in enumerate(row):
            if is_nir(_digits(value)):
                first = found.get(place)
                again = replace(first, count=first.count + 1) if first else None
                found[place] = again or _at(sheet, rank, place, "value", NIR)
    yield from found.values()


def _digits(value: object) -> str:
    """Return the text of a cell, or the digits of a whole number; a fraction is a rate, whatever its digits."""
    if isinstance(value, str):
        return value
    if isinstance(value, bool) or not isinstance(value, int | float):
        return ""
    return f"{value:.0f}" if abs(value) < _LARGEST_NUMBER and value == int(value) else ""


def is_nir(text: str) -> bool:
    """Return whether a text holds a number of the social security and is not a decimal number."""
    return len(text) >= _SHORTEST_NIR and _DECIMAL.fullmatch(text) is None and holds_nir(text)


def _at(sheet: Sheet, rank: int, place: int, kind: Literal["column", "value"], what: str) -> Identifier:
    row = sheet.first_row + rank
    address = Cell("", row=row, column=sheet.first_column + place).address
    return Identifier(kind=kind, what=what, sheet=quoted(sheet.name), row=row, address=address)


def identifiers_inside(content: bytes) -> Iterator[Identifier]:
    """Give what names patients where no cell shows it: comments, formulas, caches of pivots and links, files inserted.

    A zip is read part by part; in any other file the digits are looked for as they are.

    Args:
        content: no text table, and a file whose opening showed that it is no trap.
    """
    if not content.startswith(b"PK"):
        # without its zeros, UTF-16 reads like any text
        if holds_nir(content.replace(b"\0", b"").decode("latin-1")):
            yield Identifier(kind="hidden", what=NIR, where="contenu du fichier")
        return
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        for name in archive.namelist():
            lower = f"/{name.lower()}"
            if _INSERTED in lower:
                yield Identifier(kind="inserted")
            elif lower.endswith(_TEXTS):
                cached = any(cache in lower for cache in _CACHES)
                if what := _announced(archive.read(name), cached=cached):
                    yield Identifier(kind="hidden", what=what, where=quoted(name))


def _announced(data: bytes, *, cached: bool) -> str | None:
    """Return what a part of a zip names, its cells left out; headings count only in the copies of other tables."""
    data = data.replace(b"\0", b"")
    before, start, rest = data.partition(b"<sheetData")
    cells, _, after = rest.rpartition(b"</sheetData>")
    tokens = _TOKEN.finditer(data if cached else before + start + after)
    for match in (*tokens, *_FORMULA.finditer(cells)):
        text = html.unescape((match[1] or match[match.re.groups] or b"").decode("utf-8", "replace"))
        if is_nir(text):
            return NIR
        if cached and len(text) <= _LONGEST_HEADING and (what := _announces(text)):
            return what
    return None


def holds_images(content: bytes) -> bool:
    """Return whether a workbook holds pictures, which nothing here can read."""
    if not content.startswith(b"PK"):
        return False
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return any(folder in f"/{name.lower()}" for name in archive.namelist() for folder in _IMAGES)
