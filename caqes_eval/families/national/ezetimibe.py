"""Ezetimibe, alone or combined: an indicator of the order of 23 February 2022 that has since left the contract.

Kept for the years when it was evaluated. Neither the date nor the act of its removal is known, only the day by which it
was done (rule ``national.ezetimibe.end``).
"""

from caqes_eval.families.case import Case
from caqes_eval.families.definition import Measure
from caqes_eval.families.national import inputs
from caqes_eval.families.national.indicator import Compared, Indicator
from caqes_eval.families.national.medicines import Medicines
from caqes_eval.foundation import french

END = "national.ezetimibe.end"

EZETIMIBE = Medicines(
    contract="ezetimibe", name="Ézétimibe", what="ézétimibe seul ou associé à une statine", source=inputs.EZETIMIBE,
    threshold="referentials.ezetimibe.respected_if.amount",
)  # fmt: skip


def ended(case: Case) -> bool:
    """Say whether the indicator had left the contract before the end of the year evaluated."""
    return case.law.find(END) is not None


def end_told(case: Case) -> str:
    """Return when and why the indicator stopped, in French, as far as it is known."""
    dated = case.law.rules.file(END).values[0]
    return f"Indicateur supprimé au plus tard le {french.day(dated.since)} : {dated.value}."


def measure(case: Case) -> list[Measure]:
    """Count the class for the years when the contract had it; afterwards, say that it stopped."""
    if ended(case):
        return [Measure(code="ezetimibe.spending", ratio=False, label="Ézétimibe", without_object=end_told(case))]
    return EZETIMIBE.measure(case, caution=end_told(case))


def compared(case: Case) -> list[Compared]:
    """Return the spending of the two years, nothing once the indicator stopped."""
    return [] if ended(case) else EZETIMIBE.compared(case)


INDICATOR = Indicator(
    contract=EZETIMIBE.contract, name=EZETIMIBE.name, definitions=EZETIMIBE.definitions(), measure=measure,
    advise=EZETIMIBE.advise, compared=compared, spending=EZETIMIBE.spent, with_plan=False,
)  # fmt: skip
