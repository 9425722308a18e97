"""What was reimbursed in the year and the year before, its change, and what it means for the hospital. Pure functions.

Sources: order of 23 February 2022, art. 1-III (whole civil year against the one before) and annex (law.md §2.4).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from caqes_eval.families.case import Case
from caqes_eval.families.definition import Definition, Measure, counted
from caqes_eval.families.extracts import PREVIOUS, Figure, earlier_rows, is_given, total, year_rows
from caqes_eval.families.result import IndicatorResult
from caqes_eval.foundation import french

AMOUNT = "amount"
_NAME = "le montant remboursé"


@dataclass(frozen=True)
class Spent:
    """Euros reimbursed over two whole years, from one source."""

    current: Figure
    previous: Figure

    @property
    def lacking(self) -> str:
        """Why the two years cannot be compared, in French."""
        return self.current.lacking or self.previous.lacking

    @property
    def saved(self) -> Fraction | None:
        """Euros less than the year before, negative for a rise."""
        if self.current.value is None or self.previous.value is None:
            return None
        return self.previous.value - self.current.value


def spent(case: Case, code: str, *, detail: Sequence[str] = ()) -> Spent:
    """Return what an extract says was reimbursed over the year and the year before."""
    current = total(year_rows(case, code, detail=detail), AMOUNT, _NAME)
    earlier = earlier_rows(case, code, detail=detail)
    before = total(earlier.read, earlier.prefix + AMOUNT, f"{_NAME} de {case.year - 1}")
    # a product that is no longer prescribed has no line this year: its past spending would be missed
    by_product = earlier.prefix == PREVIOUS and _is_detailed(earlier.read.rows.to_dict("records"), detail)
    note = (
        f"La dépense de {case.year - 1} est lue dans l’extraction de {case.year} : ce qui n’est plus prescrit peut y manquer."
        if by_product and before.value is not None
        else ""
    )
    return Spent(current, Figure(before.value, before.lacking, note))


def _is_detailed(rows: Sequence[dict[object, object]], detail: Sequence[str]) -> bool:
    return any(is_given(row.get(column)) for row in rows for column in detail)


def spending_definition(contract: str, name: str, what: str, *, target: str | None = None) -> Definition:
    """Return the definition of the spending of an indicator."""
    return Definition(
        code=f"{contract}.spending", contract=contract, label=f"{name} : dépense remboursée", unit="€",
        numerator=f"montant remboursé : {what}", direction="lower", target=target,
        untargeted="" if target else "jugé dans le référentiel et l’évolution",
        why="C’est la dépense que l’hôpital prescrit et que l’Assurance Maladie paie en ville.",
    )  # fmt: skip


def change_definition(contract: str, name: str) -> Definition:
    """Return the definition of the change of the spending, judged by the yearly target of the order."""
    return Definition(
        code=f"{contract}.change", contract=contract, label=f"{name} : évolution de la dépense", unit="proportion",
        numerator="dépense de l’année moins dépense de l’année précédente", counted="€",
        denominator="dépense de l’année précédente", direction="lower", target=f"referentials.{contract}.target",
        why="L’objectif national est une baisse d’une année civile à la suivante.",
    )  # fmt: skip


def figure_measure(code: str, figure: Figure, *, caution: str = "") -> Measure:
    """Return the measure of a sum or of a count, or why it is not known."""
    if figure.value is None:
        return Measure(code=code, ratio=False, lacking=figure.lacking)
    return counted(code, figure.value, caution=" ".join(filter(None, (figure.note, caution))))


def change_measure(code: str, money: Spent, *, caution: str = "") -> Measure:
    """Return the change from one year to the next: nothing is divided by a year without spending."""
    if money.saved is None:
        return Measure(code=code, lacking=money.lacking)
    told = " ".join(filter(None, (money.previous.note, caution)))
    return Measure(code=code, numerator=-money.saved, denominator=money.previous.value, caution=told)


def ratio_measure(code: str, above: Figure, below: Figure, *, caution: str = "") -> Measure:
    """Return the ratio of two figures, or why it is not known."""
    if above.value is None or below.value is None:
        return Measure(code=code, lacking=above.lacking or below.lacking)
    return Measure(code=code, numerator=above.value, denominator=below.value, caution=caution)


def advise_change(name: str, change: IndicatorResult, money: Spent) -> list[str]:
    """Return what the change of the spending asks for, from its figures."""
    if money.saved is None or money.previous.value is None or money.current.value is None:
        return []
    before, after = money.previous.value, money.current.value
    moved = f"la dépense est passée de {french.euros(before)} à {french.euros(after)}"
    percent = f" ({_signed_percent(-money.saved / before)})" if before > 0 else ""
    if change.target is not None and change.outcome == "non atteint":
        ceiling = before * (1 + Fraction(change.target.value))
        return [
            (
                f"{name} : {moved}{percent}. Pour l’objectif ({_signed_percent(Fraction(change.target.value))}), il aurait fallu "
                f"au plus {french.euros(ceiling)}, soit {french.euros(after - ceiling)} de moins."
            )
        ]
    if money.saved < 0:
        return [f"{name} : {moved}{percent}. Cherchez ce qui explique la hausse de {french.euros(-money.saved)}."]
    return []


def _signed_percent(change: Fraction) -> str:
    sign = "+" if change > 0 else "−" if change < 0 else ""
    return f"{sign}{french.percent(abs(change))}"
