"""A table that an analyst keeps in Excel, read strictly: ``;``, UTF-8 or Windows-1252, columns in any order.

Nothing is repaired: what is not such a table is refused, and every line of another width is told.
"""

import csv
import io
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path

from caqes_eval.foundation.errors import InputMissingError, UserError
from caqes_eval.foundation.findings import Finding, Severity

SAVE_AGAIN = "Dans Excel : Enregistrer sous, type « CSV UTF-8 (délimité par des points-virgules) »."
LARGEST = 10_000_000
"""Bytes: a thousand times what a region writes by hand."""

_SPACES = " \u00a0\u202f"
_FORMULA = re.compile(r"'*[=+\-@\t\r]")


@dataclass(frozen=True, kw_only=True)
class CsvLayout:
    """What a table must look like.

    Attributes:
        what: what it is, in French, with its article (« un registre de retours »).
        needed: the headings that must be there, in the order of a file written by us.
        optional: those that may be; an absent one is empty on every line.
        code: of the findings.
        refusal: the error of a file that is no such table.
    """

    what: str
    needed: tuple[str, ...]
    optional: tuple[str, ...] = ()
    code: str
    refusal: type[UserError]

    @property
    def columns(self) -> tuple[str, ...]:
        """Every heading known."""
        return self.needed + self.optional

    def fault(
        self, shown: str, line: int, column: str | None, value: str | None, message: str, remedy: str, *,
        why: str = "", proposal: str | None = None, expected: str | None = None,
    ) -> Finding:  # fmt: skip
        """Return the finding of a cell, of a heading or of a line."""
        return Finding(
            code=self.code, severity=Severity.BLOCKING, file=shown, line=line, column=column, value=value or None,
            message=message, why=why, remedy=remedy, proposal=proposal, expected=expected,
        )  # fmt: skip

    def rows(self, source: Path | bytes, shown: str, faults: list[Finding]) -> Iterator[tuple[int, dict[str, str]]]:
        """Yield the line and the cells, by heading, of each line that is not blank.

        Args:
            source: the file, or its content.
            shown: how messages name it.
            faults: receives the lines of another width.

        Raises:
            InputMissingError: the file cannot be read.
            UserError: of the layout's own kind, it is no such table; every wrong heading is told.
        """
        content = self._content(source, shown) if isinstance(source, Path) else source
        reader = csv.reader(io.StringIO(self._text(content, shown), newline=""), delimiter=";", strict=True)
        header: list[str] = []
        line = 0
        try:
            for cells in reader:
                # a quoted cell may hold several lines: the first one is told
                line, after = line + 1, reader.line_num
                typed = [cell.strip(_SPACES) for cell in cells]
                if any(typed):
                    if not header:
                        header = self._header(typed, line, shown)
                    elif len(typed) < len(header) or any(typed[len(header) :]):
                        message = f"{len(typed)} cellules au lieu de {len(header)}."
                        remedy = "vérifiez les points-virgules de la ligne."
                        faults.append(self.fault(shown, line, None, None, message, remedy))
                    else:
                        yield line, {**dict.fromkeys(self.optional, ""), **dict(zip(header, typed, strict=False))}
                line = after
        except csv.Error as error:
            message = f"{shown}, ligne {line + 1} : un guillemet est de trop ou n’est pas refermé."
            raise self.refusal(message, remedy=SAVE_AGAIN) from error
        if not header:
            raise self.refusal(f"{shown} est vide.", remedy=f"La première ligne est : {';'.join(self.columns)}")

    def _content(self, path: Path, shown: str) -> bytes:
        try:
            if path.stat().st_size <= LARGEST:
                return path.read_bytes()
        except OSError as error:
            raise InputMissingError(
                f"{shown} est introuvable ou illisible.",
                remedy="Vérifiez son nom, et fermez-le dans les autres logiciels.",
            ) from error
        raise self.refusal(f"{shown} dépasse 10 Mo : ce n’est pas {self.what}.")

    def _text(self, content: bytes, shown: str) -> str:
        if content.startswith(b"PK\x03\x04") or b"\0" in content:
            raise self.refusal(f"{shown} est un classeur ou n’est pas un fichier texte.", remedy=SAVE_AGAIN)
        for encoding in ("utf-8-sig", "cp1252"):
            try:
                return content.decode(encoding)
            except UnicodeDecodeError:
                continue
        raise self.refusal(f"{shown} contient un caractère illisible.", remedy=SAVE_AGAIN)

    def _header(self, cells: list[str], line: int, shown: str) -> list[str]:
        given = [cell.casefold() for cell in cells]
        while not given[-1]:
            given.pop()
        if len(given) == 1 and re.search("[,\t]", given[0]):
            message = f"{shown} est séparé par des virgules ou des tabulations au lieu de points-virgules."
            raise self.refusal(message, remedy=SAVE_AGAIN)
        told = []
        for name in dict.fromkeys(given):
            if name not in self.columns:
                told.append((name, "cette colonne n’existe pas.", self._nearest(name)))
            elif given.count(name) > 1:
                told.append((name, "cette colonne est écrite deux fois.", "supprimez-en une."))
        expected = f"la première ligne est : {';'.join(self.columns)}"
        told += [(name, "cette colonne manque.", expected) for name in self.needed if name not in given]
        if told:
            findings = [self.fault(shown, line, name, None, message, remedy) for name, message, remedy in told]
            raise self.refusal(f"{shown} : les titres des colonnes ne sont pas ceux attendus.", findings=findings)
        return given

    def _nearest(self, name: str) -> str:
        near = get_close_matches(name, self.columns, n=1)
        return f"vouliez-vous écrire « {near[0]} » ?" if near else f"colonnes connues : {', '.join(self.columns)}."


def written(columns: Iterable[str], rows: Iterable[Iterable[str]]) -> bytes:
    """Return a table as bytes that Excel opens: ``;``, UTF-8 with BOM; a text never becomes a formula."""
    buffer = io.StringIO()
    writer = csv.writer(buffer, delimiter=";", lineterminator="\n")
    writer.writerow(columns)
    writer.writerows([shielded(cell) for cell in row] for row in rows)
    return buffer.getvalue().encode("utf-8-sig")


def shielded(text: str) -> str:
    """Return a text that Excel does not run: an apostrophe before what starts like a formula."""
    return f"'{text}" if _FORMULA.match(text) else text


def bare(cell: str) -> str:
    """Return the text that was shielded."""
    return cell[1:] if cell.startswith("'") and _FORMULA.match(cell) else cell
