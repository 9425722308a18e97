"""The lines of a table: which are data, which are totals, units, repeated headings, notes or the start of another table."""

from dataclasses import dataclass, field

from caqes_eval.foundation.findings import Finding
from caqes_eval.intake.privacy import quoted
from caqes_eval.intake.tables.faults import fault
from caqes_eval.intake.tables.header import Header, in_thousands, is_unit_cell
from caqes_eval.intake.tables.headings import normalised
from caqes_eval.intake.tables.schema import ColumnSchema, TableSchema
from caqes_eval.intake.tables.view import View
from caqes_eval.intake.values import read

_FREE = {"text", "choice", "yes_no"}
_TOTALS = ("total", "totaux", "sous total", "sous totaux", "ensemble")
_FEW_COLUMNS = 3


@dataclass
class Body:
    """The lines under a header, sorted.

    Attributes:
        lines: those that are data.
        findings: what the others are.
    """

    view: View
    header: Header
    schema: TableSchema
    file: str
    lines: list[int] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)

    def __post_init__(self) -> None:
        self._columns = {place: self.schema.column(code) for code, place in self.header.fields.items()}
        self._keys = [p for p, c in self._columns.items() if c.code in self.schema.key or c.required]
        self._header_lines = [
            [normalised(self.view.heading(line, place)) for place in self._columns]
            for line in range(self.header.first, self.header.last + 1)
        ]
        self._telling = max(self._header_lines, key=lambda headings: sum(map(bool, headings)))
        self._gap = False
        self._notes: list[int] = []
        self._other: int | None = None

    def read(self) -> None:
        """Sort every line under the header."""
        line = self.header.last + 1
        while line < self.view.lines.stop:
            line += self._take(line)
        self._tell_notes()
        self._tell_other(self.view.lines.stop)

    def _take(self, line: int) -> int:
        """Sort a line; return how many were taken."""
        if repeated := self._repeated(line):
            self._tell_repeated(line)
            return repeated
        filled = self.view.filled(line)
        if not filled or self._other is not None:
            self._gap = True
        elif not self.lines and self._gives_units(line, filled):
            self._tell_units(line, filled)
        elif self._is_total(line, filled):
            self._tell("ligne_total", line, filled[0])
        elif self._is_note(line, filled):
            self._notes.append(line)
            self._gap = True
        elif self._gap and self.lines and self._begins_another(line, filled):
            self._other = line
        else:
            self.lines.append(line)
            self._gap = False
        return 1

    def _repeated(self, line: int) -> int:
        """Return how many lines of the header stand here again: all, the one that says most, or none."""
        depth = len(self._header_lines)
        if all(self._says(line + place, headings) for place, headings in enumerate(self._header_lines)):
            return depth
        return int(self._says(line, self._telling))

    def _says(self, line: int, headings: list[str]) -> bool:
        """Whether a line says most of these headings, each at its place."""
        written = [(place, heading) for place, heading in zip(self._columns, headings, strict=True) if heading]
        if line not in self.view.lines or not written:
            return False
        same = (normalised(self.view.heading(line, place)) == heading for place, heading in written)
        # most data lines are told by their first cell
        return next(same) and 2 * (1 + sum(same)) > len(written)

    def _gives_units(self, line: int, filled: list[int]) -> bool:
        texts = [self.view.raw(line, place) for place in filled]
        return all(isinstance(text, str) and is_unit_cell(text) for text in texts)

    def _is_total(self, line: int, filled: list[int]) -> bool:
        """Whether a line begins with « total » and is not a record whose name does: its keys are empty."""
        if not any(_says_total(self.view.raw(line, place)) for place in filled[:2]):
            return False
        keys = [self.view.raw(line, place) for place in self._keys if not self.view.blank(line, place)]
        return all(map(_says_total, keys))

    def _is_note(self, line: int, filled: list[int]) -> bool:
        """Whether a line is a title or a note: outside the columns, or alone in a table of several."""
        known = [place for place in filled if place in self._columns]
        if not known:
            return True
        if len(filled) > 1 or len(self._columns) < _FEW_COLUMNS:
            return False
        column = self._columns[known[0]]
        text = self.view.text(line, known[0])
        if column.prefilled or not any(map(str.isalpha, text)):
            return False
        return column.kind in _FREE or self._unreadable(line, known[0], column)

    def _begins_another(self, line: int, filled: list[int]) -> bool:
        """Whether a line is the header of another table: words only, where numbers, dates or codes were."""
        if any(not _is_words(self.view.raw(line, place)) for place in filled):
            return False
        typed = [(place, c) for place, c in self._columns.items() if c.kind not in _FREE and place in filled]
        return bool(typed) and all(self._unreadable(line, place, column) for place, column in typed)

    def _unreadable(self, line: int, place: int, column: ColumnSchema) -> bool:
        return bool(read(self.view.cell(line, place), column).problem)

    def _tell(self, code: str, line: int, place: int, **case: str | int) -> None:
        self.findings.append(fault(code, self.file, self.view.cell(line, place), case))

    def _tell_units(self, line: int, filled: list[int]) -> None:
        self._tell("ligne_unites", line, filled[0])
        for place in filled:
            if place in self._columns and in_thousands(text := self.view.text(line, place)):
                self._tell("unite_en_milliers", line, place, unit=text)

    def _tell_repeated(self, line: int) -> None:
        place = next(iter(self._columns))
        if self._notes or self._other is not None:
            # the text just above names what follows
            above = self._notes[-1] if self._notes else self._other
            assert above is not None
            title = quoted(self.view.text(above, self.view.filled(above)[0]))
            self._tell("tableau_repris", line, place, title=title)
        else:
            self._tell("entete_repetee", line, place)
        self._tell_notes()
        self._tell_other(line)
        self._gap = False

    def _tell_notes(self) -> None:
        for line in self._notes:
            self._tell("ligne_de_texte", line, self.view.filled(line)[0])
        self._notes = []

    def _tell_other(self, end: int) -> None:
        if self._other is not None:
            what = "colonnes" if self.view.transposed else "lignes"
            lines = f"les {what} {self._other} à {end - 1}"
            self._tell("autre_tableau", self._other, self.view.filled(self._other)[0], lines=lines)
        self._other = None


def _says_total(value: object) -> bool:
    return isinstance(value, str) and normalised(value).startswith(_TOTALS)


def _is_words(value: object) -> bool:
    return isinstance(value, str) and not any(map(str.isdigit, value))
