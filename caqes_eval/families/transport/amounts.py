"""Transport: the national incentive on the savings of the year. Pure function."""

from caqes_eval.families.case import Case
from caqes_eval.families.definition import Results
from caqes_eval.families.national_incentive import national_amount
from caqes_eval.families.result import AmountRecord
from caqes_eval.families.transport.indicators import SAVINGS
from caqes_eval.families.transport.inputs import AMBULANCE
from caqes_eval.families.transport.spending import G1_GROWTH, compared

INCENTIVE = "transport.national_incentive"


def amounts(case: Case, _: Results) -> list[AmountRecord]:
    """Return the incentive of a second-generation contract; none when the indicator does not bind the establishment."""
    if not case.binds(AMBULANCE) or case.law.find(G1_GROWTH) is not None:
        return []
    money = compared(case)
    return [
        national_amount(
            case, indicator="ambulance", code=INCENTIVE, result=SAVINGS, previous=money.before, current=money.now,
            reason=money.lacking, whole=money.whole,
        )
    ]  # fmt: skip
