"""CSV and its kin: text with ``;``, ``,`` or tabs, in UTF-8, else in Windows-1252; never guessed further."""

import csv
import io
import re
from collections import Counter

from caqes_eval.foundation.french import number
from caqes_eval.intake.workbooks import limits
from caqes_eval.intake.workbooks.faults import refuse
from caqes_eval.intake.workbooks.sheets import Opened, Sheet

# in this order: with a decimal comma, a table in « ; » also looks like one in « , »
_SEPARATORS = (";", "\t", ",")
_SAMPLE = 10_000  # characters
_HINT = re.compile(r"sep=(.)\r?\n")
UTF_16 = (b"\xff\xfe", b"\xfe\xff")
"""How UTF-16 starts."""


def read_text(content: bytes, file: str) -> Opened:
    """Read a text table as one sheet without a name, all its values texts.

    Raises:
        RefusedError: neither UTF-8 nor Windows-1252, a quote left open, or too many cells.
    """
    encoding, text = _decoded(content, file)
    hint = _HINT.match(text)
    separator = hint[1] if hint else _separator(text[:_SAMPLE])
    cells = text.count(separator) + text.count("\n")
    if cells > limits.CELLS:
        raise refuse("trop_grand", file, what=f"il a {number(cells)} cellules, la limite est de {number(limits.CELLS)}")
    del text
    rows = _rows(content, encoding, separator, file)
    if hint:
        rows[0] = []  # « sep=; » is told to Excel, not to a reader
    while rows and not any(rows[-1]):
        rows.pop()
    return Opened(sheets=(Sheet(name="", values=rows),), kind="texte")


def _decoded(content: bytes, file: str) -> tuple[str, str]:
    """Return the encoding and the text: UTF-8, UTF-16 with its mark (« Texte Unicode » of Excel), else Windows-1252."""
    encodings = ("utf-16",) if content.startswith(UTF_16) else ("utf-8-sig", "cp1252")
    for encoding in encodings:
        try:
            return encoding, content.decode(encoding)
        except UnicodeDecodeError as error:
            place = error.start
    raise refuse("texte_illisible", file, line=content.count(b"\n", 0, place) + 1)


def _separator(sample: str) -> str:
    """Return the separator that gives most of the first lines one same width of two cells or more."""
    for separator in _SEPARATORS:
        rows = csv.reader(io.StringIO(sample, newline=""), delimiter=separator)
        try:
            widths = Counter(len(row) for row in rows if row)
        except csv.Error:
            continue
        width, count = max(widths.items(), key=lambda item: item[1], default=(0, 0))
        if width > 1 and count * 2 >= widths.total():
            return separator
    return max(_SEPARATORS, key=sample.count)


def _rows(content: bytes, encoding: str, separator: str, file: str) -> list[list[str]]:
    lines = io.TextIOWrapper(io.BytesIO(content), encoding=encoding, newline="")
    # strict: a quote left open would otherwise swallow the rest of the file in one cell
    reader = csv.reader(lines, delimiter=separator, strict=True)
    try:
        return list(reader)
    except csv.Error as error:
        raise refuse("texte_guillemet", file, line=max(reader.line_num, 1)) from error
