"""The hospitals of a regional envelope, as a region types them in a spreadsheet saved as CSV.

``;``, UTF-8 or Windows-1252, one line per hospital, columns in any order:

==============  =======================================================================================
finess          nine characters; leading zeros count
points          obtained, decimal comma; empty when not known, which is not 0
activite        in the unit that the region chose; empty when not known
signe           oui or non: signed the contract on this indicator
transmis        oui or non: sent something to be judged
exclusion       oui leaves the hospital out of the split; optional column
montant_impose  euros, fixed by hand; optional column
motif           why; needed by an exclusion or a fixed amount
auteur          who fixed the amount; needed by it
==============  =======================================================================================

Nothing is repaired: every fault is told with its line, its column and its value.
"""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal
from pathlib import Path

from caqes_eval.foundation.errors import InputFormatError, InputValueError
from caqes_eval.foundation.findings import Finding
from caqes_eval.foundation.reading import parse_euros
from caqes_eval.foundation.strict_csv import CsvLayout
from caqes_eval.identifiers import check_finess
from caqes_eval.statistics.envelope import Entrant, Exclusion, Override

NEEDED = ("finess", "points", "activite", "signe", "transmis")
OPTIONAL = ("exclusion", "montant_impose", "motif", "auteur")
COLUMNS = NEEDED + OPTIONAL
_LAYOUT = CsvLayout(
    what="une liste d’établissements",
    needed=NEEDED,
    optional=OPTIONAL,
    code="points_enveloppe",
    refusal=InputFormatError,
)

_NUMBER = re.compile(r"(?:[0-9]{1,3}(?:[ \u00a0\u202f][0-9]{3}){1,4}|[0-9]{1,15})(?:,[0-9]{1,6})?")
_ENGLISH = re.compile(r"[0-9]{1,15}\.[0-9]{1,6}")
_ANSWERS = {"oui": True, "non": False}
_WHY_FINESS = "Un montant irait au mauvais établissement, ou à aucun."
_WHY_EMPTY = "Une absence n’est ni « oui » ni « non »."


@dataclass(frozen=True, kw_only=True)
class EnvelopePoints:
    """What is known of the hospitals of a split: all of them, those left out, the amounts fixed by hand."""

    entrants: tuple[Entrant, ...]
    exclusions: tuple[Exclusion, ...]
    overrides: tuple[Override, ...]


def read_points(path: Path, *, shown: str) -> EnvelopePoints:
    """Read and check the hospitals of a split.

    Args:
        path: the CSV file.
        shown: how messages name it.

    Raises:
        InputMissingError: it cannot be read.
        InputFormatError: it is no such table; every wrong heading is told.
        InputValueError: values are damaged; every one is told with its line and its column.
    """
    return _read(path, shown)


def parse_points(content: bytes, *, shown: str) -> EnvelopePoints:
    """Parse the content of such a file; same errors as :func:`read_points`."""
    return _read(content, shown)


def _read(source: Path | bytes, shown: str) -> EnvelopePoints:
    faults: list[Finding] = []
    rows = [_Row(line, cells, shown, faults) for line, cells in _LAYOUT.rows(source, shown, faults)]
    points = _points(rows)
    _tell_twice(rows)
    if faults:
        heading = "une valeur est à corriger" if len(faults) == 1 else f"{len(faults)} valeurs sont à corriger"
        raise InputValueError(
            f"{shown} : {heading}.",
            remedy="Corrigez le fichier : aucun montant n’est calculé d’ici là.",
            findings=sorted(faults, key=lambda fault: fault.line or 0),
        )
    if not rows:
        raise InputFormatError(f"{shown} n’a aucun établissement.", remedy="Écrivez une ligne par établissement ciblé.")
    return points


@dataclass
class _Row:
    """A line being read: each reader returns a value, or notes a fault and returns None."""

    line: int
    cells: dict[str, str]
    shown: str
    faults: list[Finding] = field(repr=False)

    def refuse(self, column: str, message: str, remedy: str, *, why: str = "", proposals: tuple[str, ...] = ()) -> None:
        """Note the fault of a cell, with what it may have been."""
        fault = _LAYOUT.fault(self.shown, self.line, column, self.cells[column], message, remedy)
        one, many = (proposals[0], None) if len(proposals) == 1 else (None, " ou ".join(proposals) or None)
        self.faults.append(replace(fault, why=why, proposal=one, expected=many))

    def finess(self) -> str | None:
        check = check_finess(self.cells["finess"])
        if check.value is None:
            remedy = "corrigez le numéro, colonne au format Texte."
            self.refuse("finess", check.reason, remedy, why=_WHY_FINESS, proposals=check.proposals)
        return check.value

    def number(self, column: str) -> Decimal | None:
        """Read a number that may be unknown."""
        typed = self.cells[column]
        if not typed:
            return None
        if _NUMBER.fullmatch(typed):
            return Decimal(re.sub(r"[ \u00a0\u202f]", "", typed).replace(",", "."))
        self.refuse(
            column,
            "un nombre positif est attendu, avec une virgule avant les décimales.",
            "corrigez-le, ou laissez la cellule vide s’il n’est pas connu : vide ne veut pas dire zéro.",
            proposals=(typed.replace(".", ","),) if _ENGLISH.fullmatch(typed) else (),
        )
        return None

    def answer(self, column: str, *, needed: bool = True) -> bool | None:
        """Read oui or non; False for an empty cell that is not needed."""
        typed = self.cells[column]
        if not typed and not needed:
            return False
        answer = _ANSWERS.get(typed.casefold())
        if answer is None:
            hint = " Le motif a sa colonne." if column == "exclusion" else ""
            why = "" if typed else _WHY_EMPTY
            self.refuse(column, "« oui » ou « non » est attendu.", f"écrivez l’un des deux.{hint}", why=why)
        return answer

    def euros(self) -> Decimal | None:
        typed = self.cells["montant_impose"]
        if not typed:
            return None
        try:
            amount = parse_euros(typed)
        except InputValueError as error:
            self.refuse("montant_impose", error.message, error.remedy)
            return None
        if amount < 0:
            self.refuse("montant_impose", "un montant négatif ne se verse pas.", "corrigez-le, ou laissez vide.")
            return None
        return amount

    def words(self, column: str) -> str:
        """Return a free text, which is only shown: a sign of command in it is refused, a formula stays a text."""
        typed = self.cells[column]
        if any(unicodedata.category(sign) == "Cc" for sign in typed):
            self.refuse(
                column, "ce texte contient un retour à la ligne ou un signe de commande invisible.", "retapez-le."
            )
        return typed


def _points(rows: Sequence[_Row]) -> EnvelopePoints:
    entrants, exclusions, overrides = [], [], []
    for row in rows:
        entrant = _entrant(row)
        exclusion, override = _decision(row)
        entrants += [entrant] if entrant else []
        exclusions += [exclusion] if exclusion else []
        overrides += [override] if override else []
    return EnvelopePoints(entrants=tuple(entrants), exclusions=tuple(exclusions), overrides=tuple(overrides))


def _entrant(row: _Row) -> Entrant | None:
    finess, points, activity = row.finess(), row.number("points"), row.number("activite")
    signed, transmitted = row.answer("signe"), row.answer("transmis")
    if finess is None or signed is None or transmitted is None:
        return None
    return Entrant(finess=finess, points=points, activity=activity, signed=signed, transmitted=transmitted)


def _decision(row: _Row) -> tuple[Exclusion | None, Override | None]:
    """Return what a person decided of a hospital: left out, or paid an amount fixed by hand."""
    reason, author = row.words("motif"), row.words("auteur")
    excluded, amount = row.answer("exclusion", needed=False), row.euros()
    fixed = bool(row.cells["montant_impose"])
    if excluded and fixed:
        row.refuse(
            "exclusion", "cet établissement est exclu et a un montant imposé.", "gardez l’une des deux décisions."
        )
    if not excluded and not fixed:
        for column in ("motif", "auteur"):
            if row.cells[column] and excluded is False:
                row.refuse(column, "la ligne ne porte ni exclusion ni montant imposé.", "complétez-la, ou effacez-le.")
        return None, None
    if not reason:
        row.refuse(
            "motif", "une exclusion ou un montant imposé se motive.", "écrivez pourquoi : l’établissement le lira."
        )
    if fixed and not author:
        row.refuse("auteur", "un montant imposé a un auteur.", "écrivez qui l’a décidé.")
    finess = check_finess(row.cells["finess"]).value
    if finess is None or not reason:
        return None, None
    if excluded:
        return Exclusion(finess=finess, reason=f"{reason} ({author})" if author else reason), None
    if amount is None or not author:
        return None, None
    return None, Override(finess=finess, amount=amount, reason=reason, author=author)


def _tell_twice(rows: Sequence[_Row]) -> None:
    first_line: dict[str, int] = {}
    for row in rows:
        finess = check_finess(row.cells["finess"]).value
        if finess is not None and first_line.setdefault(finess, row.line) != row.line:
            message = f"cet établissement est déjà écrit ligne {first_line[finess]}."
            row.refuse("finess", message, "gardez une seule des deux lignes.")
