"""Pre-anaesthetic exams: surgeries with an exam that is not pertinent (SFAR 2012), one rate per exam.

Source: order of 23 February 2022, art. 1-I, 4°; exams after the sheet of 2020 (practice.md §8). Threshold and target were
not read: missing rules, that a region can give.
"""

from caqes_eval.families.case import Case
from caqes_eval.families.definition import Definition, Measure
from caqes_eval.families.extracts import YearRows, is_given
from caqes_eval.families.national import inputs
from caqes_eval.families.national.indicator import ByCode, Compared, Indicator
from caqes_eval.families.national.rates import (
    Kept,
    Rate,
    RateReader,
    change_definition,
    change_measures,
    rate_measure,
)
from caqes_eval.foundation import french

CONTRACT, NAME = "epa", "Examens pré-anesthésiques"
EXAMS = {
    "haemostasis": "bilan d’hémostase",
    "blood_group": "groupe sanguin",
    "ionogram": "ionogramme",
    "efr": "explorations fonctionnelles respiratoires",
    "other": "autre examen",
    "unspecified": "examens non distingués",
}
EXPECTED = ("haemostasis", "blood_group", "ionogram", "efr")
READER = RateReader(
    code=inputs.EPA.code, part="surgeries_with_exam", whole="surgeries", detail=("exam",),
    part_name="le nombre d’interventions avec un examen non pertinent", whole_name="le nombre d’interventions",
)  # fmt: skip
_NO_SURGERY = "Aucune intervention dans le champ n’est déclarée."
_NO_EXAM = "L’extraction n’a pas de ligne pour cet examen."

DEFINITIONS = (
    *(
        Definition(
            code=f"{CONTRACT}.{exam}", contract=CONTRACT, label=f"{NAME} : {name}", unit="proportion", direction="lower",
            numerator="interventions avec cet examen alors qu’il n’est pas pertinent",
            denominator="interventions dans le champ", counted="intervention", sampled=True,
            target="referentials.epa.respected_if.rate",
            why="La SFAR recommande depuis 2012 de ne plus prescrire ces examens par habitude.",
        )
        for exam, name in EXAMS.items()
    ),
    *(
        change_definition(
            f"{CONTRACT}.{exam}_change", CONTRACT, f"{NAME} : évolution, {name}", "referentials.epa.target"
        )
        for exam, name in EXAMS.items()
    ),
)  # fmt: skip


def _exam(row: dict[object, object]) -> str:
    exam = row.get("exam")
    return str(exam) if is_given(exam) else "unspecified"


def _only(exam: str) -> Kept:
    """Keep the lines of an exam; say so when there is none."""

    def kept(read: YearRows) -> YearRows:
        if read.lacking or read.rows.empty:
            return read
        found = read.where([_exam(row) == exam for row in read.rows.to_dict("records")])
        return found if len(found.rows) else YearRows(found.rows, _NO_EXAM)

    return kept


def exams(case: Case) -> list[str]:
    """Return the exams to speak of: the four expected, and what else the extract has; none when it cannot be read."""
    read = READER.rows(case)
    met = {_exam(row) for row in read.rows.to_dict("records")}
    if read.lacking or not met or met == {"unspecified"}:
        return ["unspecified"] if met == {"unspecified"} and not read.lacking else []
    return [exam for exam in EXAMS if exam in met or exam in EXPECTED]


def measure(case: Case) -> list[Measure]:
    """Count each exam; one line only when nothing can be said of any."""
    found = exams(case)
    if not found:
        read = READER.rows(case)
        nothing = Rate(None, None, read.lacking)
        return [rate_measure("epa.haemostasis", nothing, label=NAME, absent="" if read.lacking else _NO_SURGERY)]
    measures: list[Measure] = []
    for exam in found:
        rate = READER.rate(case, _only(exam))
        measures.append(rate_measure(f"epa.{exam}", rate))
        measures += change_measures(case, f"epa.{exam}_change", rate, READER.before(case, _only(exam)))
    return measures


def advise(_: Case, results: ByCode) -> list[str]:
    """Name the exam most often prescribed for nothing, and how often."""
    rates = [results[code] for exam in EXAMS if (code := f"epa.{exam}") in results]
    useless = [each for each in rates if each.value and each.numerator]
    if not useless:
        return []
    worst = max(useless, key=lambda each: (each.value or 0, each.indicator))
    return [
        (
            f"{worst.label} : {french.plural(int(worst.numerator or 0), 'intervention')} sur "
            f"{french.number(worst.denominator)} avec un examen non pertinent ({french.percent(worst.value)}). Revoyez avec les "
            "anesthésistes le bilan prérempli de la consultation."
        )
    ]


def compared(case: Case) -> list[Compared]:
    """Return the rate of each exam, the two years."""
    return [
        Compared(
            label=f"{NAME} : {EXAMS[exam]}", unit="proportion",
            previous=READER.before(case, _only(exam)).value, current=READER.rate(case, _only(exam)).value,
        )
        for exam in exams(case)
    ]  # fmt: skip


INDICATOR = Indicator(
    contract=CONTRACT, name=NAME, definitions=DEFINITIONS, measure=measure, advise=advise, compared=compared
)
