"""IPP (proton pump inhibitors) prescribed at the hospital and dispensed in town: boxes, spending, référentiel, target.

Source: order of 23 February 2022, annex: respected under 8 500 boxes a year; target −5 % a year (law.md §2.4). What a box
is (CIP or UCD) is not defined: a reserve says so.
"""

from fractions import Fraction
from math import floor

from caqes_eval.families.case import Case
from caqes_eval.families.extracts import total, year_rows
from caqes_eval.families.judgements import referential_result
from caqes_eval.families.national import inputs, open_phmev
from caqes_eval.families.national.indicator import ByCode, Indicator
from caqes_eval.families.national.medicines import DETAIL, Medicines
from caqes_eval.families.result import ConditionRecord, IndicatorResult
from caqes_eval.foundation import french

CODE = "ipp.referential"
_NO_EXTRACT = "Boîtes d’Open PHMEV, faute d’extraction de la caisse."

IPP = Medicines(contract="ipp", name="IPP", what="spécialités contenant un IPP", source=inputs.IPP)


def referential(case: Case, _: ByCode) -> list[IndicatorResult]:
    """Judge the référentiel on the boxes of the extract; without one, on Open PHMEV when what it hides changes nothing."""
    boxes = total(year_rows(case, inputs.IPP.code, detail=DETAIL), "boxes", "le nombre de boîtes")
    if boxes.value is not None or not case.binds(IPP.contract):
        return [_judged(case, boxes.value)]
    found = open_phmev.count(case, IPP.contract)
    if found is None:
        return [_told(_judged(case, None), boxes.lacking)]
    least, most = _judged(case, found.boxes), _judged(case, found.boxes + found.hidden_boxes)
    if least.outcome == most.outcome:
        return [_told(least, _NO_EXTRACT)]
    hidden = french.plural(found.hidden_boxes, "boîte")
    return [
        _told(
            _judged(case, None),
            f"{boxes.lacking} Open PHMEV compte {french.plural(found.boxes, 'boîte')}, mais {hidden} sous secret "
            "statistique peuvent en être : on ne peut pas conclure.",
        )
    ]


def _judged(case: Case, boxes: int | Fraction | None) -> IndicatorResult:
    return referential_result(
        case, indicator="ipp", code=CODE, label="IPP : référentiel national", contract=IPP.contract,
        measures={"boxes": None if boxes is None else Fraction(boxes)},
    )  # fmt: skip


def _told(result: IndicatorResult, sentence: str) -> IndicatorResult:
    return result.model_copy(update={"reason": " ".join(filter(None, (sentence, result.reason)))})


def advise(case: Case, results: ByCode) -> list[str]:
    """Return what the change of the spending and the boxes above the référentiel ask for."""
    judged = results.get(CODE)
    exceeded = judged.conditions if judged and judged.outcome == "non atteint" else ()
    return [*IPP.advise(case, results), *(_too_many(each) for each in exceeded)]


def _too_many(condition: ConditionRecord) -> str:
    limit = Fraction(condition.target.value)
    boxes = Fraction(condition.value or 0)
    # the limit itself does not respect a strict threshold: one box more has to go
    above = french.plural(floor(boxes - limit) + 1, "boîte")
    return (
        f"IPP : {french.number(boxes)} boîtes, le référentiel en demande moins de {french.number(limit)}, soit {above} de trop. "
        "Faites réévaluer à la sortie les IPP sans indication ou au long cours."
    )


INDICATOR = Indicator(
    contract=IPP.contract, name=IPP.name, definitions=IPP.definitions(), measure=IPP.measure, derive=referential,
    advise=advise, compared=IPP.compared, spending=IPP.spent,
)  # fmt: skip
