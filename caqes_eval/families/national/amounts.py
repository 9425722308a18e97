"""National incentive: what was saved on each national indicator, and what it pays when its rate is known.

Source: D. 162-16 V, 2° and order of 23 February 2022, art. 1-III (law.md §2.4). The rates were not read: savings are shown
all the same, and nothing is paid on a guess.
"""

from collections.abc import Sequence
from fractions import Fraction

from caqes_eval.families.case import Case
from caqes_eval.families.national import ezetimibe
from caqes_eval.families.national.indicator import Indicator
from caqes_eval.families.national.indicators import bound
from caqes_eval.families.national.spending import Spent
from caqes_eval.families.national_incentive import FORMULA, covered, national_amount, whole_year
from caqes_eval.families.result import AmountRecord, IndicatorResult
from caqes_eval.foundation import french
from caqes_eval.regulation.calculations.computation import to_cents

_INCENTIVE = "Intéressement national"
_AS_PAID = "Ni les baisses de prix ni l’activité ne sont neutralisées."
_NOT_EUROS = (
    "L’indicateur est un taux : la façon d’en tirer des euros (coût d’un examen, tarif d’un séjour) n’a pas été lue, les "
    "économies ne se calculent pas."
)


def amounts(case: Case, _: Sequence[IndicatorResult]) -> list[AmountRecord]:
    """Return the savings and the incentive of each national indicator that binds the establishment."""
    found: list[AmountRecord] = []
    for each in bound(case):
        if not each.national or (each is ezetimibe.INDICATOR and ezetimibe.ended(case)):
            continue
        if each.spending is None:
            found.append(_not_euros(each))
            continue
        money = each.spending(case)
        found += [_savings(case, each, money), _paid(case, each, money)]
    return found


def _savings(case: Case, each: Indicator, money: Spent) -> AmountRecord:
    steps, reason, amount = _steps(case, money), money.lacking, None
    if money.saved is not None:
        amount = to_cents(max(Fraction(0), money.saved))
        risen = (
            f"La dépense a augmenté de {french.euros(-money.saved)} : rien n’est économisé." if money.saved < 0 else ""
        )
        reason = " ".join(filter(None, (risen, money.previous.note, _part_of_year(case), _AS_PAID)))
    return AmountRecord(
        code=f"{each.contract}.savings", indicator=each.headline, label=f"Économies constatées : {each.name}",
        amount=amount, nature="estimation", steps=steps, status="to_validate", reason=reason,
        formula="dépense de l’année précédente − dépense de l’année, jamais sous zéro",
    )  # fmt: skip


def _steps(case: Case, money: Spent) -> tuple[str, ...]:
    return (
        f"dépense de {case.year - 1} : {french.euros(money.previous.value)}",
        f"dépense de {case.year} : {french.euros(money.current.value)}",
    )


def _paid(case: Case, each: Indicator, money: Spent) -> AmountRecord:
    found = national_amount(
        case, indicator=each.contract, code=f"{each.contract}.incentive", result=each.headline,
        previous=money.previous.value, current=money.current.value, reason=money.lacking,
    )  # fmt: skip
    return found.model_copy(update={"label": f"{_INCENTIVE} : {each.name}"})


def _not_euros(each: Indicator) -> AmountRecord:
    return AmountRecord(
        code=f"{each.contract}.incentive", indicator=each.headline, label=f"{_INCENTIVE} : {each.name}", amount=None,
        nature="proposée", formula=FORMULA, status="to_validate", reason=_NOT_EUROS,
    )  # fmt: skip


def _part_of_year(case: Case) -> str:
    if whole_year(case):
        return ""
    first, last = covered(case)
    return f"Économies de l’année entière, alors que le contrat ne couvre que du {french.day(first)} au {french.day(last)}."
