"""The checks that every establishment of a FINESS file undergoes, and the faults they record."""

import re
import sys
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

import pandas as pd

from caqes_eval.foundation import french
from caqes_eval.foundation.errors import InputFormatError, InputValueError
from caqes_eval.foundation.findings import Finding, Severity
from caqes_eval.identifiers import Check, check_finess
from caqes_eval.intake.finess.table import COLUMNS, WHERE, FinessTable, Flow, department_of

_COMMUNE = re.compile(r"(0[1-9]|1[0-9]|2[1-9AB]|[3-8][0-9]|9[0-5]|9[789])[0-9]{3}")
_ISO = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_FRENCH = re.compile(r"[0-9]{1,2}/[0-9]{1,2}/[0-9]{2,4}")
_UNKNOWN_DAY = "1901-01-01"  # formats.md §10.7
_AGAIN = "téléchargez le fichier à nouveau et donnez-le sans l’ouvrir."
_WHY_KEY = "Sans un FINESS juste, l’établissement ne serait relié à aucune donnée."
_WHY_LEGAL = "Sans FINESS juridique, un hôpital public ne peut pas être signataire."
_WHY_TWICE = "Rien ne dit laquelle des deux lignes est la bonne."


@dataclass(frozen=True, slots=True)
class Place:
    """Where something stands in its file: a line of the CSV, or a legal body of the JSON and an establishment of it.

    Attributes:
        line: in the CSV, the first being 1.
        body: rank of the legal body in the JSON, the first being 1.
        rank: rank of the establishment in its legal body; 0 for the body itself.
    """

    line: int | None = None
    body: int | None = None
    rank: int = 0

    @property
    def path(self) -> str | None:
        """Where it is in the JSON, as a reader counts."""
        if self.body is None:
            return None
        return f"pmej n° {self.body}" + (f", ege n° {self.rank}" if self.rank else "")

    def __str__(self) -> str:
        return self.path or f"ligne {self.line}"


def plain(text: str) -> str:
    """Return a text on one line, blanks collapsed, without invisible characters."""
    text = " ".join(text.split())
    return text if text.isprintable() else "".join(sign for sign in text if sign.isprintable())


class Faults:
    """The faults of a file, one finding per kind, column and severity: the first, and how many there are."""

    def __init__(self, shown: str) -> None:
        self._shown = shown
        self._found: dict[tuple[str, str, Severity], tuple[Finding, int]] = {}

    def add(
        self, code: str, place: Place, column: str, value: str, message: str, *,
        why: str = "", expected: str | None = None, severity: Severity = Severity.BLOCKING,
    ) -> None:  # fmt: skip
        """Record a fault; its place is kept only when it is the first of its kind."""
        kind = (code, column, severity)
        if kind in self._found:
            first, count = self._found[kind]
            self._found[kind] = (first, count + 1)
            return
        finding = Finding(
            code=code, severity=severity, file=self._shown, line=place.line, key=place.path, column=column,
            value=value[:60] or None, message=message, why=why, expected=expected,
            remedy=_AGAIN if severity is Severity.BLOCKING else "",
        )  # fmt: skip
        self._found[kind] = (finding, 1)

    def findings(self) -> tuple[Finding, ...]:
        """Return what was found, in the order of the file.

        Raises:
            InputValueError: something blocking was found.
        """
        found = tuple(_counted(finding, count) for finding, count in self._found.values())
        blocking = sum(finding.severity is Severity.BLOCKING for finding in found)
        if blocking:
            kinds = french.plural(blocking, "sorte de dégât", "sortes de dégâts")
            raise InputValueError(f"{self._shown} est abîmé : {kinds}.", remedy=WHERE, findings=found)
        return found


def _counted(finding: Finding, count: int) -> Finding:
    return finding if count == 1 else Finding(**{**vars(finding), "count": count})


@dataclass(frozen=True, kw_only=True)
class Names:
    """How a file calls what is checked, for messages."""

    finess_et: str
    finess_ej: str
    name: str
    commune: str
    since: str
    until: str
    state: str


class TableBuilder:
    """Checks establishments one by one and makes the table.

    What is wrong with a closed establishment is told but refuses nothing: no register can hold it, and FINESS+ carries
    70,000 of them, some older than its rules.
    """

    def __init__(self, shown: str, names: Names) -> None:
        self.faults = Faults(shown)
        self._shown = shown
        self._names = names
        self._rows: list[tuple[str, ...]] = []
        self._places: dict[str, Place] = {}

    def add(self, raw: dict[str, str], place: Place, *, commune_told: bool = False) -> None:
        """Check an establishment and keep it unless its identity is wrong.

        Args:
            raw: the columns of the table, save ``department``, as the file writes them.
            place: where it stands.
            commune_told: whether a fault of its commune was recorded already.
        """
        closed = raw["state"] == "I"
        severity = Severity.TO_CHECK if closed else Severity.BLOCKING
        if not self._identified(raw, place, severity):
            return
        self._places[raw["finess_et"]] = place
        row = {
            **raw,
            "name": plain(raw["name"]),
            "city": sys.intern(plain(raw["city"])),
            "commune": "" if commune_told else self._commune(raw["commune"], place, severity),
            "since": self._day(raw["since"], self._names.since, place),
            "until": self._day(raw["until"], self._names.until, place),
        }
        row["department"] = department_of(row["commune"])
        if row["since"] and row["until"] and row["until"] < row["since"]:
            message = f"la fermeture précède l’ouverture ({row['since']}) : elle n’est pas reprise."
            self.faults.add("finess_dates", place, self._names.until, row["until"], message, severity=Severity.TO_CHECK)
            row["until"] = ""
        if not row["name"]:
            message = "cet établissement n’a pas de nom."
            self.faults.add("finess_sans_nom", place, self._names.name, "", message, severity=severity)
        if row["state"] not in ("A", "I"):
            self.faults.add(
                "finess_etat_inconnu", place, self._names.state, raw["state"],
                "cet état est inconnu : l’établissement est pris pour actif.",
                expected="A (actif) ou I (inactif)", severity=Severity.TO_CHECK,
            )  # fmt: skip
        self._rows.append(tuple(row[column] for column in COLUMNS))

    def made(self, flow: Flow, day: date | None, digest: str) -> FinessTable:
        """Return the table.

        Raises:
            InputFormatError: there is no establishment at all.
            InputValueError: something blocking was found.
        """
        findings = self.faults.findings()
        if not self._rows:
            raise InputFormatError(f"{self._shown} ne contient aucun établissement.", remedy=WHERE)
        table = pd.DataFrame(sorted(self._rows), columns=list(COLUMNS), dtype="str")
        return FinessTable(table=table, flow=flow, day=day, source=(self._shown, digest), findings=findings)

    def _identified(self, raw: dict[str, str], place: Place, severity: Severity) -> bool:
        et, ej, names = raw["finess_et"], raw["finess_ej"], self._names
        right = self._code(et, check_finess(et), names.finess_et, place, severity)
        if not ej:
            message = f"l’établissement {et or 'sans numéro'} n’est rattaché à aucune entité juridique."
            self._refuse("finess_sans_ej", place, names.finess_ej, "", message, severity, _WHY_LEGAL)
            return False
        right &= self._code(ej, _checked_once(ej), names.finess_ej, place, severity)
        if right and et in self._places:
            message = f"cet établissement figure déjà ({self._places[et]})."
            self._refuse("finess_en_double", place, names.finess_et, et, message, severity, _WHY_TWICE)
            return False
        return right

    def _code(self, typed: str, check: Check, column: str, place: Place, severity: Severity) -> bool:
        """Tell whether a FINESS is right as it stands: a right one with blanks around would be repaired silently."""
        if check.value == typed:
            return True
        reason = check.reason or "ce FINESS n’est pas écrit comme il doit l’être."
        expected = " ou ".join(check.proposals) or check.value
        self._refuse("finess_cle", place, column, typed, reason, severity, _WHY_KEY, expected)
        return False

    def _refuse(
        self, code: str, place: Place, column: str, value: str, message: str, severity: Severity, why: str,
        expected: str | None = None,
    ) -> None:  # fmt: skip
        why = why if severity is Severity.BLOCKING else "Il est fermé dans FINESS : il est laissé de côté."
        self.faults.add(code, place, column, value, message, why=why, expected=expected, severity=severity)

    def _commune(self, commune: str, place: Place, severity: Severity) -> str:
        if not commune:
            self.faults.add(
                "finess_sans_commune", place, self._names.commune, "", "la commune manque.",
                why="Le département n’est pas connu : l’établissement ne peut être choisi que par son FINESS.",
                severity=Severity.TO_CHECK,
            )  # fmt: skip
        elif not _COMMUNE.fullmatch(commune):
            self.faults.add(
                "finess_commune", place, self._names.commune, commune, "ce n’est pas un code de commune.",
                why="Le département de l’établissement en est déduit.", expected="cinq caractères, comme 01451 ou 2A004",
                severity=severity,
            )  # fmt: skip
            return ""
        return sys.intern(commune)

    def _day(self, value: str, column: str, place: Place) -> str:
        """Return a date that exists, else nothing, and say so."""
        if not value:
            return ""
        if value == _UNKNOWN_DAY:
            message = "cette date veut dire « inconnue » dans FINESS : elle n’est pas reprise."
            self.faults.add("finess_date_inconnue", place, column, value, message, severity=Severity.INFO)
        elif _FRENCH.fullmatch(value):
            message = "Excel a réécrit cette date."
            self.faults.add("finess_date_excel", place, column, value, message, expected="AAAA-MM-JJ")
        elif not _exists(value):
            message = "cette date n’existe pas : elle n’est pas reprise."
            self.faults.add(
                "finess_date", place, column, value, message, expected="AAAA-MM-JJ", severity=Severity.TO_CHECK
            )
        else:
            return value
        return ""


@lru_cache(maxsize=1024)
def _checked_once(finess: str) -> Check:
    """Check a legal FINESS, whose establishments follow each other."""
    return check_finess(finess)


def _exists(value: str) -> bool:
    try:
        return bool(_ISO.fullmatch(value) and date.fromisoformat(value))
    except ValueError:
        return False
