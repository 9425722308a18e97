"""Biosimilars: the sections of its page: each molecule, the national grant, what changed of the products counted."""

from fractions import Fraction

from matplotlib.axes import Axes

from caqes_eval.families.advice import boxes_to_target
from caqes_eval.families.biosimilars import grant
from caqes_eval.families.biosimilars.indicators import RATE, savings_gaps
from caqes_eval.families.biosimilars.perimeter import effects
from caqes_eval.families.result import IndicatorResult
from caqes_eval.foundation import french
from caqes_eval.notebook import values
from caqes_eval.notebook.blocks import Block, Column, folded, sentences, table
from caqes_eval.notebook.evaluation import Evaluation
from caqes_eval.notebook.families.phmev import decided_on, perimeter_table, top_products_table, witness_table
from caqes_eval.notebook.figures import as_block, dress_shares, new_canvas

_INK, _FILL = "#1b1b1b", "#c9ced6"
_NO_MOLECULE = "Aucune molécule biologique dans les données de l’établissement."

__all__ = [
    "grant_table",
    "molecules_figure",
    "molecules_table",
    "perimeter_changes_table",
    "perimeter_table",
    "top_products_table",
    "witness_table",
]


def molecules_table(evaluation: Evaluation) -> Block:
    """Each molecule: boxes, rate, objective, verdict, boxes to replace and what they cost more."""
    molecules = _molecules(evaluation)
    if not molecules:
        return sentences([], empty=_NO_MOLECULE)
    gaps = {gap.group: gap for gap in savings_gaps(decided_on(evaluation).products).gaps}
    columns = [
        Column("Molécule"),
        Column("Boîtes de biosimilaires", "figures"),
        Column("Boîtes de référence", "figures"),
        Column("Taux", "figures"),
        Column("Objectif"),
        Column("Résultat"),
        Column("Boîtes à remplacer", "figures"),
        Column("Économie au plus", "figures"),
    ]
    rows = []
    for result in molecules:
        gap = gaps.get(_code(result))
        missing = boxes_to_target(result) if result.outcome == "non atteint" else None
        rows.append(
            [
                _name(result),
                french.number(result.numerator),
                french.number(_references(result)),
                values.value(result),
                values.target(result.target),
                values.verdict(result),
                french.number(missing),
                french.euros(gap.cents / 100) if gap else french.ABSENT,
            ]
        )
    return table("Recours aux biosimilaires, molécule par molécule", columns, rows)


def molecules_figure(evaluation: Evaluation) -> Block:
    """The share of biosimilars of each molecule, and the objective; the table holds the same figures."""
    drawn = [result for result in _molecules(evaluation) if result.value is not None]
    if not drawn:
        return sentences([], empty="Pas de figure : aucun taux de molécule n’est calculable.")
    canvas = new_canvas(1.1 + 0.42 * len(drawn))
    axes = canvas.add_subplot()
    for row, result in enumerate(drawn):
        _draw(axes, row, result)
    _dress(axes, drawn)
    alt = " ".join(_in_words(result) for result in drawn)
    return as_block(canvas, alt=alt, caption="Part des biosimilaires dans les boîtes de chaque molécule")


def _draw(axes: Axes, row: int, result: IndicatorResult) -> None:
    assert result.value is not None, "rows without a value are not drawn"
    share = min(1.0, max(0.0, float(result.value)))
    small = result.outcome == "petit volume"
    axes.barh(row, share, height=0.56, facecolor="white" if small else _FILL, edgecolor=_INK, linewidth=0.9)
    axes.barh(row, 1 - share, left=share, height=0.56, facecolor="white", edgecolor=_INK, linewidth=0.9, hatch="////")
    axes.annotate(
        french.percent(result.value) + (" (petit volume)" if small else ""), (1.02, row), va="center", fontsize=9,
        annotation_clip=False,
    )  # fmt: skip
    if result.target is not None:
        limit = float(result.target.value)
        axes.plot([limit, limit], [row - 0.38, row + 0.38], color=_INK, linewidth=2, zorder=4)


def _dress(axes: Axes, drawn: list[IndicatorResult]) -> None:
    axes.set_yticks(range(len(drawn)), [_name(result) for result in drawn], fontsize=9)
    axes.set_ylim(len(drawn) - 0.4, -0.6)
    axes.set_xlim(0, 1.28)
    axes.set_xticks([0, 0.25, 0.5, 0.75, 1])
    dress_shares(axes)
    legend = "plein : biosimilaires    hachuré : référence"
    if any(result.target for result in drawn):
        legend += "\ntrait épais : objectif"
    axes.set_xlabel(legend, fontsize=9, color=_INK, labelpad=8)


def _in_words(result: IndicatorResult) -> str:
    counts = f"{french.number(result.numerator)} boîtes sur {french.number(result.denominator)}"
    target = f", objectif {values.target(result.target)}" if result.target else ""
    return f"{_name(result)} : {values.value(result)} ({counts}){target}, {result.outcome}."


def grant_table(evaluation: Evaluation) -> Block:
    """The national grant, brand by brand: boxes counted, group, side; then V and t of each group."""
    case, found = evaluation.case, decided_on(evaluation)
    groups = grant.listed(case)
    if groups is None:
        return sentences(
            [], empty=f"La liste des produits de la dotation {case.year} n’est donnée par aucune source connue."
        )
    if found.lacking or (len(found.products) and not found.detailed):
        return sentences([], empty=found.lacking or grant.NO_LABEL)
    counted = grant.brands(found.products, groups)
    columns = [Column("Groupe"), Column("Marque"), Column("Compte comme"), Column("Boîtes", "figures")]
    rows = []
    for code, group in groups.items():
        for side, names in (("biosimilaire", group.biosimilars), ("référent", group.referents)):
            rows += [[grant.group_name(code), name, side, french.number(counted.boxes[name])] for name in names]
        similar, volume = grant.of_group(group, counted)
        rate = french.percent(Fraction(similar, volume)) if volume > 0 else french.ABSENT
        rows.append([grant.group_name(code), "toutes", f"V ; t = {rate}", french.number(volume)])
    rows += [
        ["hors liste", label or "sans libellé", "non compté", french.number(count)]
        for label, count in counted.unknown.items()
    ]
    shown = table(f"Dotation nationale {case.year} : boîtes de chaque marque de la liste", columns, rows)
    return folded(f"Boîtes de chaque marque de la liste ({len(rows)} lignes)", shown)


def perimeter_changes_table(evaluation: Evaluation) -> Block:
    """The products that are not counted alike in two years, and the rates with and without them."""
    found = list(effects(evaluation.case).values())
    if not found:
        return sentences([], empty="Aucun produit n’a changé de côté depuis l’année précédente connue.")
    columns = [
        Column("Molécule"),
        Column("Produits"),
        Column("Années"),
        Column("Taux", "figures"),
        Column("Taux sans ces produits", "figures"),
    ]
    rows = [
        [
            effect.label,
            ", ".join(effect.products),
            f"{effect.earlier} → {effect.year}",
            f"{french.percent(effect.before)} → {french.percent(effect.now)}",
            f"{french.percent(effect.constant_before)} → {french.percent(effect.constant_now)}",
        ]
        for effect in found
    ]
    return table("Ce qui a changé des produits comptés", columns, rows)


def _molecules(evaluation: Evaluation) -> list[IndicatorResult]:
    return [result for result in evaluation.result.results if result.indicator.startswith(f"{RATE}.")]


def _code(result: IndicatorResult) -> str:
    return result.indicator.removeprefix(f"{RATE}.")


def _name(result: IndicatorResult) -> str:
    return result.label.split(" : ", 1)[-1]


def _references(result: IndicatorResult) -> Fraction | None:
    if result.numerator is None or result.denominator is None:
        return None
    return Fraction(result.denominator) - Fraction(result.numerator)
