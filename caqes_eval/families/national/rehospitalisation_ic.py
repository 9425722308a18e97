"""Readmissions within 90 days of a stay for decompensated heart failure.

Source: order of 23 February 2022, art. 1-I, 7°. Proposed counting (practice.md §8): stays with main diagnosis I50* within
90 days, over index stays discharged alive, transfers excluded; the extract is taken as it counts. Threshold and target were
not read: missing rules, that a region can give.
"""

from caqes_eval.families.case import Case
from caqes_eval.families.definition import Definition, Measure
from caqes_eval.families.national import inputs
from caqes_eval.families.national.indicator import ByCode, Compared, Indicator
from caqes_eval.families.national.rates import RateReader, change_definition, change_measures, rate_measure
from caqes_eval.foundation import french

CONTRACT, NAME = "rehospitalisation_ic", "Réhospitalisations, insuffisance cardiaque"
RATE, CHANGE = "rehospitalisation_ic.rate", "rehospitalisation_ic.change"
READER = RateReader(
    code=inputs.REHOSPITALISATION_IC.code, part="readmitted_stays", whole="index_stays",
    part_name="le nombre de séjours réhospitalisés", whole_name="le nombre de séjours index",
)  # fmt: skip
_NO_STAY = "Aucun séjour pour insuffisance cardiaque n’est déclaré."

DEFINITIONS = (
    Definition(
        code=RATE, contract=CONTRACT, label=f"{NAME} : taux à 90 jours", unit="proportion", direction="lower",
        numerator="séjours suivis d’une réhospitalisation dans les 90 jours", denominator="séjours index",
        counted="séjour", sampled=True, target="referentials.rehospitalisation_ic.respected_if.rate",
        why="Un retour rapide signale souvent une sortie mal préparée ou un suivi qui manque.",
    ),
    change_definition(CHANGE, CONTRACT, f"{NAME} : évolution du taux", "referentials.rehospitalisation_ic.target"),
)  # fmt: skip


def measure(case: Case) -> list[Measure]:
    """Count the readmissions."""
    read = READER.rows(case)
    rate = READER.rate(case)
    absent = _NO_STAY if not read.lacking and read.rows.empty else ""
    changes = [] if absent else change_measures(case, CHANGE, rate, READER.before(case))
    return [rate_measure(RATE, rate, absent=absent), *changes]


def advise(_: Case, results: ByCode) -> list[str]:
    """Say how many stays came back, and what share of them the latest year changed."""
    rate = results.get(RATE)
    if rate is None or not rate.value:
        return []
    count = french.plural(int(rate.numerator or 0), "séjour")
    worse = rate.past is not None and rate.past.trend == "recul"
    moved = f", contre {french.percent(rate.past.value)} en {rate.past.year}" if rate.past and worse else ""
    return [
        (
            f"{NAME} : {count} sur {french.number(rate.denominator)} suivis d’un retour dans les 90 jours "
            f"({french.percent(rate.value)}{moved}). Relisez ces dossiers : consultation à deux semaines, traitement titré, "
            "télésurveillance proposée à la sortie."
        )
    ]


def compared(case: Case) -> list[Compared]:
    """Return the rate of the two years."""
    return [
        Compared(
            label=f"{NAME} : taux à 90 jours", unit="proportion",
            previous=READER.before(case).value, current=READER.rate(case).value,
        )
    ]  # fmt: skip


INDICATOR = Indicator(
    contract=CONTRACT, name=NAME, definitions=DEFINITIONS, measure=measure, advise=advise, compared=compared
)
