"""IPP and ezetimibe have the same measures: boxes, spending, its change, cost per box, and Open PHMEV as a witness."""

from dataclasses import dataclass

from caqes_eval.families.case import Case, Input
from caqes_eval.families.definition import Definition, Measure
from caqes_eval.families.extracts import by_text, total, year_rows
from caqes_eval.families.national import open_phmev
from caqes_eval.families.national.indicator import ByCode, Compared
from caqes_eval.families.national.spending import (
    AMOUNT,
    Spent,
    advise_change,
    change_definition,
    change_measure,
    figure_measure,
    ratio_measure,
    spending_definition,
    spent,
)
from caqes_eval.foundation import french

DETAIL = ("cip13", "label")
PRODUCTS_NAMED = 3
_WITNESS = "Témoin, qui ne juge pas : les produits dont le secret statistique cache la classe n’y sont pas comptés."


@dataclass(frozen=True, kw_only=True)
class Medicines:
    """A class of medicines followed by the contract.

    Attributes:
        what: what a box holds, in French (« spécialités contenant un IPP »).
        threshold: key of the rule that judges the spending itself, when it is the référentiel's condition.
    """

    contract: str
    name: str
    what: str
    source: Input
    threshold: str | None = None

    def definitions(self) -> tuple[Definition, ...]:
        """Return what is measured of the class."""
        return (
            spending_definition(self.contract, self.name, self.what, target=self.threshold),
            change_definition(self.contract, self.name),
            Definition(
                code=f"{self.contract}.boxes", contract=self.contract, label=f"{self.name} : boîtes", unit="boîte",
                numerator=f"boîtes délivrées en ville : {self.what}", direction="lower",
                why="Le nombre de boîtes suit les prescriptions ; la dépense suit aussi les prix.",
            ),
            Definition(
                code=f"{self.contract}.cost_per_box", contract=self.contract, label=f"{self.name} : coût d’une boîte",
                numerator="montant remboursé", denominator="boîtes", unit="€/boîte", direction="lower",
                why="Dit si la dépense bouge par le nombre de boîtes ou par leur prix.",
            ),
            Definition(
                code=f"{self.contract}.open_boxes", contract=self.contract,
                label=f"{self.name} : boîtes dans Open PHMEV", numerator=f"boîtes par classe ATC : {self.what}",
                unit="boîte", direction="none", why="Un témoin public, à rapprocher de l’extraction de la caisse.",
            ),
            Definition(
                code=f"{self.contract}.open_spending", contract=self.contract,
                label=f"{self.name} : dépense dans Open PHMEV", numerator=f"montant remboursé par classe ATC : {self.what}",
                unit="€", direction="none", why="Un témoin public, à rapprocher de l’extraction de la caisse.",
            ),
        )  # fmt: skip

    def spent(self, case: Case) -> Spent:
        """Return what the extract says was reimbursed."""
        return spent(case, self.source.code, detail=DETAIL)

    def measure(self, case: Case, *, caution: str = "") -> list[Measure]:
        """Count the class in the extract, then in Open PHMEV when it was given."""
        money = self.spent(case)
        boxes = total(year_rows(case, self.source.code, detail=DETAIL), "boxes", "le nombre de boîtes")
        extract = [
            figure_measure(f"{self.contract}.spending", money.current, caution=caution),
            change_measure(f"{self.contract}.change", money),
            figure_measure(f"{self.contract}.boxes", boxes),
            ratio_measure(f"{self.contract}.cost_per_box", money.current, boxes),
        ]
        return extract + (self._witness(case) if open_phmev.is_present(case) else [])

    def _witness(self, case: Case) -> list[Measure]:
        found = open_phmev.count(case, self.contract)
        boxes, euros = open_phmev.figures(case, found)
        hidden = f"{_WITNESS} Boîtes cachées : {french.number(found.hidden_boxes)}." if found else ""
        return [
            figure_measure(f"{self.contract}.open_boxes", boxes, caution=hidden),
            figure_measure(f"{self.contract}.open_spending", euros),
        ]

    def compared(self, case: Case) -> list[Compared]:
        """Return the spending of the two years."""
        money = self.spent(case)
        return [
            Compared(
                label=f"{self.name} : dépense remboursée", unit="€",
                previous=money.previous.value, current=money.current.value,
            )
        ]  # fmt: skip

    def advise(self, case: Case, results: ByCode) -> list[str]:
        """Return what to do about the spending, and the products that weigh most in it."""
        change = results.get(f"{self.contract}.change")
        steps = advise_change(self.name, change, self.spent(case)) if change else []
        heavy = self._heaviest(case) if steps else ""
        return [f"{steps[0]} {heavy}", *steps[1:]] if heavy else steps

    def _heaviest(self, case: Case) -> str:
        groups = by_text(year_rows(case, self.source.code, detail=DETAIL), ("label", "cip13"))
        costs = [(total(rows, AMOUNT, "").value or 0, text) for text, rows in groups.items() if text]
        first = sorted((cost for cost in costs if cost[0] > 0), key=lambda cost: (-cost[0], cost[1]))[:PRODUCTS_NAMED]
        named = ", ".join(f"{text} ({french.euros(cost)})" for cost, text in first)
        return f"Les plus coûteux : {named}." if named else ""
