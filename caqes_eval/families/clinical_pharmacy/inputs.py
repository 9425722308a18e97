"""Clinical pharmacy: what the family reads, and the answers of a case as the form gives them.

A cell is a number, a blank (nobody answered) or a declared absence (« sans objet », « non connu »); they never mix.
"""

from collections.abc import Hashable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from numbers import Integral

from caqes_eval.families import action_plan
from caqes_eval.families.case import Case, Input
from caqes_eval.intake.forms.definitions.clinical_pharmacy import ACTIVITY as ACTIVITY_SHEET
from caqes_eval.intake.forms.definitions.clinical_pharmacy import CHAMPS as _CHAMPS
from caqes_eval.intake.forms.definitions.clinical_pharmacy import DIAGNOSIS as DIAGNOSIS_SHEET
from caqes_eval.intake.forms.definitions.clinical_pharmacy import FORM
from caqes_eval.intake.tables.cells import Absence

CONTRACT = "pharmacie_clinique"
ACTIVITY = f"{FORM.code}.{ACTIVITY_SHEET}"
DIAGNOSIS = f"{FORM.code}.{DIAGNOSIS_SHEET}"
INPUTS = (
    Input(code=ACTIVITY, label="Activité de pharmacie clinique"),
    Input(code=DIAGNOSIS, label="Autodiagnostic de pharmacie clinique", required=False),
    action_plan.INPUT,
)

CHAMPS = tuple(champ.code for champ in _CHAMPS)
_QUESTIONS = tuple(column for column in FORM.sheet(ACTIVITY_SHEET).schema.columns if column.kind == "count")
LABELS: Mapping[str, str] = {column.code: column.label for column in _QUESTIONS}
ASKED = tuple(column.code for column in _QUESTIONS if column.required)
"""The questions that every champ answers; the others are optional."""

UNITS: Mapping[str, str] = {
    choice.code: choice.label.lower() for choice in FORM.sheet(DIAGNOSIS_SHEET).schema.column("unit").choices
}


def is_without_object(cell: object) -> bool:
    """Say whether a cell declares « sans objet »."""
    return isinstance(cell, str) and cell == Absence.NOT_APPLICABLE


def count(cell: object) -> int | None:
    """Return the number of a cell; None for a blank, a declared absence and whatever counts nothing."""
    counted = isinstance(cell, Integral) and not isinstance(cell, bool)
    return int(cell) if counted and cell >= 0 else None  # type: ignore[call-overload, operator]


def is_answered(cell: object) -> bool:
    """Say whether a cell answers its question: a number, zero included, or « sans objet »."""
    return count(cell) is not None or is_without_object(cell)


@dataclass(frozen=True, kw_only=True)
class Champ:
    """What one champ answered.

    Attributes:
        code: ``MCO``, ``SMR``…
        cells: by question; empty when the champ was left out of the file.
        places: where each of its records stands in the files (« fichier a.xlsx »); several when it is written twice.
        conflicting: whether its records do not say the same thing: nothing says which one counts.
        unregistered: whether the register says that the establishment does not have it, and it answered nothing.
    """

    code: str
    cells: Mapping[str, object] = field(default_factory=dict)
    places: tuple[str, ...] = ()
    conflicting: bool = False
    unregistered: bool = False

    @property
    def absent(self) -> bool:
        """Whether the establishment does not have the champ: it says so to every question, or the register does."""
        declared = all(is_without_object(self.cells.get(code)) for code in ASKED)
        return not self.conflicting and (declared or self.unregistered)

    @property
    def why_absent(self) -> str:
        """Who says that the champ does not exist, in French."""
        if self.unregistered:
            return f"L’établissement n’a pas le champ {self.code} d’après le registre, et n’y a rien répondu."
        return f"Champ {self.code} déclaré « sans objet » par l’établissement."

    @property
    def unanswered(self) -> tuple[str, ...]:
        """The questions without answer, in the order of the form."""
        return tuple(code for code in ASKED if self.conflicting or not is_answered(self.cells.get(code)))

    @property
    def target_population(self) -> str:
        """How the eligible stays are chosen, in the words of the establishment; empty when it does not say."""
        told = self.cells.get("target_population")
        return told.strip() if isinstance(told, str) and not isinstance(told, Absence) else ""

    def number(self, question: str) -> int | None:
        """Return the number that answers a question, None when there is none or when records conflict."""
        return None if self.conflicting else count(self.cells.get(question))


def champs(case: Case) -> tuple[Champ, ...]:
    """Return what each champ of the form answered for the year, in the order of the form."""
    records = [{str(key): cell for key, cell in row.items()} for row in case.rows(ACTIVITY).to_dict("records")]
    return tuple(_champ(code, [row for row in records if row.get("champ") == code], case) for code in CHAMPS)


def _champ(code: str, records: list[dict[str, object]], case: Case) -> Champ:
    questions = (*LABELS, "target_population")
    answers = {tuple(_said(row.get(question)) for question in questions) for row in records}
    return Champ(
        code=code,
        cells={question: records[0].get(question) for question in questions} if records else {},
        # sorted: the order of the rows changes nothing
        places=tuple(sorted(_place(row) for row in records)),
        conflicting=len(answers) > 1,
        unregistered=_elsewhere(case, code)
        and not any(is_answered(cell) for row in records for cell in _asked_of(row)),
    )


def _elsewhere(case: Case, code: str) -> bool:
    return case.champs is not None and code not in case.champs


def _asked_of(row: Mapping[str, object]) -> list[object]:
    return [row.get(question) for question in ASKED]


def _said(cell: object) -> Hashable:
    return cell if isinstance(cell, str) else count(cell)


def _place(row: Mapping[str, object]) -> str:
    name = row.get("file")
    return f"fichier {name}" if isinstance(name, str) and name else "fichier reçu"


@dataclass(frozen=True, kw_only=True)
class Diagnosis:
    """The self-diagnosis, and how the activity is counted; None is an answer that is missing.

    Attributes:
        received: whether there is a record for the year.
        conflicting: whether several records do not say the same thing.
        unit: what is counted: ``stays``, ``patients``, ``entries``.
    """

    received: bool = False
    conflicting: bool = False
    done: bool | None = None
    done_on: date | None = None
    unit: str | None = None
    day_cases: bool | None = None


def diagnosis(case: Case) -> Diagnosis:
    """Return what the establishment answers on its self-diagnosis for the year."""
    told = set(_diagnoses(case))
    if len(told) == 1:
        return told.pop()
    return Diagnosis(received=bool(told), conflicting=bool(told))


def _diagnoses(case: Case) -> Iterator[Diagnosis]:
    for row in case.rows(DIAGNOSIS).to_dict("records"):
        done, done_on, unit, day_cases = (row.get(code) for code in ("done", "done_on", "unit", "day_cases"))
        yield Diagnosis(
            received=True,
            done=done if isinstance(done, bool) else None,
            done_on=done_on if isinstance(done_on, date) else None,
            unit=unit if isinstance(unit, str) and unit in UNITS else None,
            day_cases=day_cases if isinstance(day_cases, bool) else None,
        )
