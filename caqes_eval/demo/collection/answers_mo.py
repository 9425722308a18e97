"""What the hospitals of the demonstration answer about the costly drugs: initiations off label, anomalies of coding."""

from collections.abc import Mapping, Sequence
from datetime import date

from caqes_eval.demo.collection.asked import Asked
from caqes_eval.demo.draws import below, one_of
from caqes_eval.demo.liste_en_sus import DRUGS, I997, I999, CostlyDrug
from caqes_eval.intake.forms.cells import Row
from caqes_eval.intake.forms.definitions import mo_anomalies, mo_initiations
from caqes_eval.intake.values import Period

# initiations in a half-year, by the end of the serial of the hospital; fewer than in a real region
_INITIATIONS: Mapping[str, int] = {"001": 60, "012": 40, "002": 22, "005": 14, "011": 12, "101": 10, "102": 6, "103": 4}
_AGES = ("18_39", "40_64", "65_74", "75_84", "85")
_REASONS = ("rcp", "guideline", "trial", "case_series", "no_alternative", "vital_emergency")
_WARDS = ("Hématologie", "Oncologie", "Néphrologie", "Réanimation", "Neurologie", "Médecine interne")
_MONTHS = {1: range(1, 7), 2: range(7, 13)}


def initiations(asked: Asked) -> Mapping[str, Sequence[Row]]:
    """Return the initiations of a half-year: mostly argued, the mirror ones told apart."""
    # the molecules come up as often as their weights say
    drugs = [drug for drug in DRUGS for _ in range(1 + drug.off_label // 8)]
    number = _INITIATIONS[asked.own.serial[-3:]]
    rows = [_initiation(rank, one_of(asked.draw, drugs), asked) for rank in range(1, number + 1)]
    return {"identification": [{"no_initiation": False}], mo_initiations.INITIATIONS: rows}


def _initiation(rank: int, drug: CostlyDrug, asked: Asked) -> Row:
    draw = asked.draw
    day = date(asked.year, one_of(draw, _MONTHS[asked.half]), 1 + below(draw, 28))
    mirror = drug.mirror and below(draw, 5) == 0
    argued = below(draw, 12) > 0
    reason = one_of(draw, _REASONS) if argued else "none"
    return {
        "line_number": rank, "finess_et": asked.own.registered.finess_et, "initiation_date": day, "dci": drug.dci,
        "product": drug.brand, "ucd7": drug.ucd7, "level_1": drug.level_1, "level_2": drug.disease,
        "level_3": "Forme réfractaire", "level_4": f"{drug.disease}, forme réfractaire après échec du traitement usuel",
        "declared_code": I997 if mirror else I999, "mirror": mirror, "combination": "carboplatine" if mirror else None,
        "treatment_line": one_of(draw, ("1", "2", "3")), "age_class": one_of(draw, _AGES), "ward": one_of(draw, _WARDS),
        "prescriber_speciality": "Médecine", "argued": argued, "argument_type": reason,
        "reference": "Étude fictive, 2024" if reason in ("trial", "guideline", "case_series") else None,
        "rcp": reason == "rcp", "rcp_date": day if reason == "rcp" else None, "amm_expected": below(draw, 8) == 0,
    }  # fmt: skip


_CAUSES = (("entry", "done"), ("setting", "under_way"), ("late_reference", "to_do"), ("mirror", "under_way"))


def anomalies(asked: Asked) -> Mapping[str, Sequence[Row]]:
    """Return the anomalies of a half-year; the smallest hospitals declare that they have none."""
    number = _INITIATIONS[asked.own.serial[-3:]] // 6
    if number < 2:
        return {"identification": [{"no_anomaly": True}]}
    rows = [_anomaly(rank, asked) for rank in range(number)]
    return {"identification": [{"no_anomaly": False}], mo_anomalies.ANOMALIES: rows}


def _anomaly(rank: int, asked: Asked) -> Row:
    year, months = asked.year, _MONTHS[asked.half]
    drug, month = DRUGS[rank % len(DRUGS)], months[rank % len(months)]
    absent = rank % 2 == 0
    quantity = 1 + below(asked.draw, 12)
    cause, state = _CAUSES[rank % len(_CAUSES)]
    return {
        "month": Period.of_months(year, month, month), "ucd7": drug.ucd7, "product": drug.brand,
        "indication": DRUGS[rank % len(DRUGS) - 1].indications[0] if absent else drug.unlisted,
        "anomaly": "pair_absent" if absent else "pair_not_listed", "quantity": quantity, "amount": quantity * drug.euros,
        "stays": 1 + quantity // 3, "valued": False, "cause": cause, "action": "Paramétrage du logiciel de prescription",
        "owner": "PUI et DIM", "due": date(year + 1, 3, 31), "state": state,
    }  # fmt: skip
