"""The sections of a page that come from the contract: points, amounts, conditions, what was sent and when."""

from collections import Counter
from collections.abc import Sequence
from datetime import date

from caqes_eval.families.result import AmountRecord, ConditionRecord, Delivery, IndicatorResult, State
from caqes_eval.foundation import french
from caqes_eval.foundation.provenance import STATUS_LABELS
from caqes_eval.notebook import values
from caqes_eval.notebook.blocks import NOTHING, Block, Column, folded, groups, sentences, stacked, table
from caqes_eval.notebook.evaluation import Evaluation

NO_GRID = "La région n’a pas de grille de points pour cette famille : aucun point n’est calculé."
NO_AMOUNT = "Aucun montant ne se calcule pour cette famille seule."
_SEVERAL: dict[State, str] = {
    "reçu": "reçus", "reçu en retard": "reçus en retard", "déclaré vide": "déclarés vides", "inutilisable": "inutilisables",
}  # fmt: skip


def points_table(evaluation: Evaluation) -> Block:
    """The points earned, line by line, and the text they come from."""
    scored = evaluation.result.points
    if scored is None:
        return sentences([], empty=NO_GRID)
    columns = [Column("Critère"), Column("Réponse"), Column("Points", "figures"), Column("Sur", "figures")]
    rows = [
        [item.label, item.answer, french.number(item.points, 2), french.number(item.maximum, 2)]
        for item in scored.items
    ]
    known = scored.points is not None
    total = french.number(scored.points if known else scored.acquired, 2)
    rows.append(
        [
            "Total" if known else "Acquis à ce jour (des critères n’ont pas de réponse : ce n’est pas un score)",
            "", total, french.number(scored.maximum, 2),
        ]
    )  # fmt: skip
    caption = f"Points sur la grille de la région ({STATUS_LABELS[scored.status]} ; {scored.source})"
    return table(caption, columns, rows)


def points_note(evaluation: Evaluation) -> Block:
    """What must be said of the grid."""
    scored = evaluation.result.points
    return sentences([scored.note]) if scored and scored.note else NOTHING


def amounts_table(evaluation: Evaluation) -> Block:
    """Grants, incentives and savings, with their formula and its figures."""
    return amounts_of(evaluation.result.amounts)


def amounts_of(amounts: Sequence[AmountRecord]) -> Block:
    """Return amounts as a table, their calculation folded beneath."""
    if not amounts:
        return sentences([], empty=NO_AMOUNT)
    return stacked(short_amounts(amounts), amounts_calculated(amounts))


def amounts_calculated(amounts: Sequence[AmountRecord]) -> Block:
    """Return the formula of each amount and its figures, folded."""
    return folded("Le calcul des montants", *map(_calculation, amounts))


def short_amounts(amounts: Sequence[AmountRecord]) -> Block:
    """Return amounts without their calculation."""
    columns = [Column("Montant"), Column("Euros", "figures"), Column("Nature"), Column("À savoir")]
    rows = [
        [
            each.label,
            "non calculable" if each.amount is None else french.euros(each.amount),
            f"{each.nature} ({STATUS_LABELS[each.status]})" if each.status == "to_validate" else each.nature,
            values.without_keys(each.reason) or french.ABSENT,
        ]
        for each in amounts
    ]
    return table("Montants", columns, rows)


def _calculation(each: AmountRecord) -> Block:
    """Return the formula of an amount, its figures one by one, and what must be said beside it."""
    said = [f"À savoir : {each.reason}"] if each.reason else []
    return groups([(each.label, [f"Formule : {each.formula}", *each.steps, *said])])


def conditions_table(evaluation: Evaluation) -> Block:
    """The conditions of the référentiels: one that is met is enough."""
    judged = [result for result in evaluation.result.results if result.conditions]
    if not judged:
        return sentences([], empty="Aucun référentiel national à conditions ne s’applique ici.")
    columns = [
        Column("Référentiel"), Column("Condition"), Column("Valeur", "figures"), Column("Seuil"), Column("Remplie"),
    ]  # fmt: skip
    rows = [[result.label, *_condition(each)] for result in judged for each in result.conditions]
    return table("Référentiels nationaux : une seule condition remplie suffit", columns, rows)


def _condition(each: ConditionRecord) -> list[str]:
    met = {True: "✔ oui", False: "✘ non", None: "? inconnue"}[each.met]
    known = "non connue" if each.value is None else values.in_unit(each.value, _noun(each.unit))
    return [each.label, known, values.target(each.target, _noun(each.unit)), met]


def _noun(unit: str) -> str:
    """Return the singular of a unit of the rules, which name what they count in the plural."""
    return unit.removesuffix("s") if unit.endswith("s") else unit


def deliveries_table(evaluation: Evaluation) -> Block:
    """What was asked of the establishment, and what became of it."""
    deliveries = evaluation.case.deliveries
    if not deliveries:
        return sentences([], empty="Aucun retour n’était demandé à l’établissement pour cette famille.")
    columns = [
        Column("Retour"), Column("Période", "code"), Column("État"), Column("Reçu le", "code"),
        Column("Attendu le", "code"), Column("Fichier"), Column("À savoir"),
    ]  # fmt: skip
    rows = [
        [
            each.label,
            each.period,
            each.state,
            french.day(each.received_on),
            _expected(each.expected_on, each.strict_on),
            ", ".join(each.files) or french.ABSENT,
            each.reason or french.ABSENT,
        ]
        for each in deliveries
    ]
    return folded(_in_short(deliveries), table("Ce qui était demandé, et ce qui est arrivé", columns, rows))


def _in_short(deliveries: Sequence[Delivery]) -> str:
    """Return how many returns are in each state: « 11 retours : 9 reçus, 2 inutilisables »."""
    told = Counter(each.state for each in deliveries)
    if len(deliveries) == 1:
        return f"1 retour, {deliveries[0].state}"
    states = ", ".join(f"{count} {_SEVERAL.get(state, state) if count > 1 else state}" for state, count in told.items())
    return f"{french.plural(len(deliveries), 'retour')} : {states}"


def _expected(expected: date | None, strict: date | None) -> str:
    first = french.day(expected)
    return f"{first} (délai de rigueur : {french.day(strict)})" if strict and strict != expected else first


def not_bound(results: tuple[IndicatorResult, ...]) -> list[str]:
    """Return the labels of the indicators that are not in the contract."""
    return [result.label for result in results if result.outcome == "non concerné"]
