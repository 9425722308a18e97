"""The headings of a table beside those expected: recognised, missing, ambiguous, unknown, or better left unread."""

from collections.abc import Iterator
from dataclasses import dataclass

from caqes_eval.foundation.findings import Finding
from caqes_eval.intake.privacy import direct_identifier, quoted
from caqes_eval.intake.tables.cells import Cell
from caqes_eval.intake.tables.faults import fault
from caqes_eval.intake.tables.header import Header, in_thousands
from caqes_eval.intake.tables.headings import Vocabulary
from caqes_eval.intake.tables.schema import ColumnSchema, TableSchema
from caqes_eval.intake.tables.view import View

_AMOUNTS = {"money", "quantity", "count"}
_SYNONYMS_SHOWN = 3


@dataclass(frozen=True, kw_only=True)
class Matching:
    """How a column of the schema was recognised, to be shown to the user.

    Attributes:
        code, label: the column of the schema.
        sheet: where; empty in a text file.
        heading: as written, its lines joined by « / ».
        address: of the lowest cell of the heading.
        synonym: the label, code or synonym of the schema that it matched.
        place: number of the column, or of the row in a transposed table.
    """

    code: str
    label: str
    sheet: str
    heading: str
    address: str
    synonym: str
    place: int


@dataclass(frozen=True)
class Columns:
    """The headings found and those expected.

    Attributes:
        view: the sheet.
        header: its headings.
        schema, vocabulary: those expected, and what they may be called.
        file: how messages name the file.
    """

    view: View
    header: Header
    schema: TableSchema
    vocabulary: Vocabulary
    file: str

    def cell(self, place: int) -> Cell:
        """Return the lowest cell of the heading at a place."""
        written = [line for line in range(self.header.first, self.header.last + 1) if not self.view.blank(line, place)]
        return self.view.cell(written[-1] if written else self.header.last, place)

    def matchings(self) -> Iterator[Matching]:
        """Give how each column was recognised, in the order of the schema."""
        for column in self.schema.columns:
            if (place := self.header.fields.get(column.code)) is not None:
                yield Matching(
                    code=column.code,
                    label=column.label,
                    sheet=self.view.sheet.name,
                    heading=self.header.headings[place],
                    address=self.cell(place).address,
                    synonym=self.header.matched[place].synonym,
                    place=place,
                )

    def findings(self, lines: list[int]) -> Iterator[Finding]:
        """Give what there is to say of the headings; ``lines`` are those of the data."""
        unread = {place: heading for place, heading in self.header.headings.items() if place not in self.header.matched}
        near = self._near(unread)
        for column in self.schema.columns:
            places = self.header.places.get(column.code, [])
            if len(places) > 1:
                yield self._ambiguous(column, places)
            elif not places and column.expected:
                yield self._missing(column, near.get(column.code))
            elif places and column.kind in _AMOUNTS:
                yield from self._thousands(column, places[0])
        for place, heading in unread.items():
            yield self._unread(place, heading, lines, near)
        yield from self._untitled(lines)

    def _near(self, unread: dict[int, str]) -> dict[str, int]:
        """Return the unread heading nearest to each column not found; identifiers are never proposed."""
        near: dict[str, int] = {}
        for place, heading in unread.items():
            match = None if direct_identifier(heading) else self.vocabulary.near(heading)
            if match and match.code not in self.header.places:
                near.setdefault(match.code, place)
        return near

    def _ambiguous(self, column: ColumnSchema, places: list[int]) -> Finding:
        addresses = ", ".join(self.cell(place).address for place in places)
        heading = quoted(self.header.headings[places[0]])
        case = {"label": column.label, "addresses": addresses}
        return fault("colonne_double", self.file, self.cell(places[0]), case, column=heading)

    def _missing(self, column: ColumnSchema, place: int | None) -> Finding:
        names = [f"« {name} »" for name in (column.label, *column.synonyms[:_SYNONYMS_SHOWN])]
        expected = f"un titre comme {' ou '.join(names)}"
        if place is None:
            cell = self.cell(min(self.header.headings))
            return fault("colonne_absente", self.file, cell, {"label": column.label, "near": ""}, expected=expected)
        cell, heading = self.cell(place), quoted(self.header.headings[place])
        case = {"label": column.label, "near": f" Le titre le plus proche est « {heading} »."}
        return fault(
            "colonne_absente",
            self.file,
            cell,
            case,
            column=heading,
            value=heading,
            expected=expected,
            proposal=column.label,
        )

    def _thousands(self, column: ColumnSchema, place: int) -> Iterator[Finding]:
        heading = self.header.headings[place]
        if in_thousands(heading) and not in_thousands(self.header.matched[place].synonym):
            yield fault(
                "unite_en_milliers", self.file, self.cell(place), {"unit": quoted(heading)}, column=column.label
            )

    def _unread(self, place: int, heading: str, lines: list[int], near: dict[str, int]) -> Finding:
        cell, shown = self.cell(place), quoted(heading)
        if what := direct_identifier(heading) or direct_identifier(self.view.text(self.header.last, place)):
            return fault("identifiant_colonne", self.file, cell, {"what": what}, column=shown)
        code = next((code for code, near_place in near.items() if near_place == place), None)
        column = self.schema.column(code) if code else None
        if column and not column.expected and self._holds(place, lines):
            case = {"label": column.label}
            return fault("colonne_ressemblante", self.file, cell, case, column=shown, proposal=column.label)
        return fault("colonne_inconnue", self.file, cell, column=shown)

    def _untitled(self, lines: list[int]) -> Iterator[Finding]:
        """Tell columns without heading between the first and the last that have one, when they hold something."""
        titled = self.header.headings
        for place in range(min(titled), max(titled) + 2):
            if place not in titled and place in self.view.fields and (line := self._first(place, lines)):
                yield fault("colonne_sans_titre", self.file, self.view.cell(line, place))

    def _holds(self, place: int, lines: list[int]) -> bool:
        return self._first(place, lines) is not None

    def _first(self, place: int, lines: list[int]) -> int | None:
        return next((line for line in lines if not self.view.blank(line, place)), None)
