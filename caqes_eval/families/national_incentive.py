"""The national incentive of an indicator, from its spending of two years; an honest reason when it cannot be computed."""

from datetime import date
from decimal import Decimal
from fractions import Fraction

from caqes_eval.families.case import Case
from caqes_eval.families.result import AmountRecord
from caqes_eval.foundation import french
from caqes_eval.foundation.errors import InputValueError, ParameterRequiredError, RuleNotFoundError
from caqes_eval.regulation.calculations.computation import to_cents
from caqes_eval.regulation.calculations.incentive import NATIONAL_RATE, NATIONAL_TERMS, Spending, national_incentive
from caqes_eval.regulation.regime import CONTRACTS

FORMULA = "taux × (dépense de l’année précédente − dépense de l’année), sans jamais descendre sous zéro"


def rules_of(indicator: str) -> tuple[str, ...]:
    """Return the keys of the rules that the incentive of an indicator may use."""
    return (f"{NATIONAL_RATE}.{indicator}", *NATIONAL_TERMS, CONTRACTS)


def covered(case: Case) -> tuple[date, date]:
    """Return the part of the year that the contract covers: that of the case, never before contracts of its generation."""
    first, last = date(case.year, 1, 1), date(case.year, 12, 31)
    contracts = case.law.find(CONTRACTS)
    return max(case.first_day or first, contracts.since if contracts else first), case.last_day or last


def whole_year(case: Case) -> bool:
    """Say whether the contract covers the whole civil year."""
    return covered(case) == (date(case.year, 1, 1), date(case.year, 12, 31))


def national_amount(
    case: Case, *, indicator: str, code: str, result: str, previous: Fraction | None, current: Fraction | None,
    reason: str = "", whole: bool = True,
) -> AmountRecord:  # fmt: skip
    """Return the national incentive of an indicator.

    A spending that did not fall earns nothing, whatever the rate: that zero is known even while the rate is not.

    Args:
        case: the establishment and its year.
        indicator: its name in the rules (``ipp``, ``ambulance``).
        code: of the amount.
        result: code of the result it rests on.
        previous: euros reimbursed over the year before, None when they are not known.
        current: euros reimbursed over the year, None when they are not known.
        reason: why they are not known, in French.
        whole: whether both are whole civil years.

    Source: D. 162-16 V, 2° and order of 23 February 2022, art. 1-III.
    """
    blank = AmountRecord(
        code=code, indicator=result, label="Intéressement national", amount=None, nature="proposée", formula=FORMULA,
        status="to_validate",
    )  # fmt: skip
    if previous is None or current is None:
        return blank.model_copy(update={"reason": reason})
    if not whole:
        return blank.model_copy(
            update={"reason": "Les économies se comptent sur deux années civiles entières : ce n’est pas le cas ici."}
        )
    steps = (
        f"Dépense de {case.year - 1} : {french.euros(previous)}",
        f"Dépense de {case.year} : {french.euros(current)}",
    )
    first_day, last_day = covered(case)
    try:
        computed = national_incentive(
            case.law,
            spending={indicator: Spending(previous=to_cents(previous), current=to_cents(current))},
            first_day=first_day,
            last_day=last_day,
        )
    except ParameterRequiredError as required:
        return _without_rate(blank, steps, previous - current, required.message)
    except (RuleNotFoundError, InputValueError) as refused:
        return blank.model_copy(update={"steps": steps, "reason": refused.message})
    return blank.model_copy(
        update={
            "amount": computed.amount, "nature": computed.nature, "status": computed.status,
            "formula": computed.formula, "reason": " ".join(computed.reserves),
            "steps": (*steps, *(f"{step.label} : {step.shown()}" for step in computed.steps)),
        }
    )  # fmt: skip


def _without_rate(blank: AmountRecord, steps: tuple[str, ...], saved: Fraction, missing: str) -> AmountRecord:
    if saved <= 0:
        told = "La dépense n’a pas baissé : aucun intéressement, quel que soit le taux, qu’aucune source ne donne."
        return blank.model_copy(update={"amount": Decimal("0.00"), "steps": steps, "reason": told})
    return blank.model_copy(update={"steps": (*steps, f"Économies : {french.euros(saved)}"), "reason": missing})
