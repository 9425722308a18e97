"""Generics: the sections of its page: the repertoire of the year beside a constant one, its disagreements, its savings."""

from datetime import date
from fractions import Fraction

from matplotlib.axes import Axes
from matplotlib.ticker import FuncFormatter

from caqes_eval.families.generics.indicators import CONSTANT_RATE, REPERTOIRE_RATE, groups, substitution_gaps
from caqes_eval.families.generics.notices import disagreements
from caqes_eval.foundation import french
from caqes_eval.notebook.blocks import Block, Column, sentences, table
from caqes_eval.notebook.evaluation import Evaluation
from caqes_eval.notebook.families.phmev import (
    STATUS_WORDS,
    decided_on,
    perimeter_table,
    top_products_table,
    witness_table,
)
from caqes_eval.notebook.figures import as_block, new_canvas

DISAGREEMENTS_SHOWN = 20
GROUPS_SHOWN = 10
_INK = "#1b1b1b"
_NO_DATABASE = (
    "Le répertoire constant demande la base publique des médicaments, qui n’a pas été fournie : seul le répertoire de "
    "chaque année est connu."
)
_NOT_BOTH = (
    "Le répertoire vient de la source retenue ; TOP_GEN et la base publique des médicaments ne sont pas tous deux là "
    "pour comparer."
)
_BY_DATABASE = (
    "La base publique des médicaments décide du répertoire, le même pour toutes les années : les taux sont déjà à "
    "répertoire constant."
)

__all__ = [
    "constant_figure",
    "constant_table",
    "perimeter_table",
    "repertoire_table",
    "savings_table",
    "top_products_table",
    "witness_table",
]


def constant_table(evaluation: Evaluation) -> Block:
    """The rate of prescription within the repertoire of each year, and within one repertoire kept for all of them."""
    if told := _no_constant(evaluation):
        return sentences([], empty=told)
    yearly, fixed = _series(evaluation, REPERTOIRE_RATE), _series(evaluation, CONSTANT_RATE)
    columns = [
        Column("Année", "code"),
        Column("Répertoire de l’année", "figures"),
        Column("Répertoire constant", "figures"),
        Column("Écart", "figures"),
    ]
    rows = []
    for year in sorted({*yearly, *fixed}):
        first, second = yearly.get(year), fixed.get(year)
        gap = french.ABSENT if first is None or second is None else french.points(first - second)
        rows.append([str(year), french.percent(first), french.percent(second), gap])
    return table(f"Prescription dans le répertoire : celui de l’année, et {_database(evaluation)}", columns, rows)


def constant_figure(evaluation: Evaluation) -> Block:
    """The two series of :func:`constant_table`, told apart by line and marker."""
    if told := _no_constant(evaluation):
        return sentences([], empty=told)
    series = {
        "répertoire de l’année": (_series(evaluation, REPERTOIRE_RATE), "o", "-"),
        "répertoire constant": (_series(evaluation, CONSTANT_RATE), "D", "--"),
    }
    drawn = {name: kept for name, (known, *_) in series.items() if (kept := _known(known))}
    if not drawn:
        return sentences([], empty="Pas de figure : aucun taux n’est calculable.")
    canvas = new_canvas(2.3)
    axes = canvas.add_subplot()
    for name, kept in drawn.items():
        _, marker, line = series[name]
        axes.plot(
            list(kept), [float(rate) for rate in kept.values()], marker=marker, linestyle=line, color=_INK, linewidth=1.4,
            markerfacecolor="white" if marker == "D" else _INK, markersize=7, label=name,
        )  # fmt: skip
    _dress(axes, sorted({year for kept in drawn.values() for year in kept}))
    alt = " ".join(f"{french.capital(name)} : {_in_words(kept)}." for name, kept in drawn.items())
    return as_block(canvas, alt=alt, caption="Prescription dans le répertoire : de l’année et constant")


def _dress(axes: Axes, years: list[int]) -> None:
    axes.set_xticks(years, [str(year) for year in years])
    axes.set_xlim(min(years) - 0.4, max(years) + 0.4)
    axes.set_ylim(0, 1.05)
    axes.set_yticks([0, 0.25, 0.5, 0.75, 1])
    axes.yaxis.set_major_formatter(FuncFormatter(lambda share, _: french.percent(share, 0)))
    axes.grid(axis="y", color="#e3e6ea", linewidth=0.8)
    axes.set_axisbelow(True)
    axes.legend(frameon=False, fontsize=9, loc="upper center", bbox_to_anchor=(0.5, -0.14), ncols=2, handlelength=4)
    axes.tick_params(labelsize=9)
    for side in ("top", "right"):
        axes.spines[side].set_visible(False)


def _in_words(kept: dict[int, Fraction]) -> str:
    return ", ".join(f"{french.percent(rate)} en {year}" for year, rate in kept.items())


def _known(series: dict[int, Fraction | None]) -> dict[int, Fraction]:
    return {year: rate for year, rate in sorted(series.items()) if rate is not None}


def _series(evaluation: Evaluation, code: str) -> dict[int, Fraction | None]:
    result = next((each for each in evaluation.result.results if each.indicator == code), None)
    if result is None:
        return {}
    return {point.year: point.value for point in result.history} or {int(result.period): result.value}


def _no_constant(evaluation: Evaluation) -> str:
    if evaluation.case.repertoire is None:
        return _NO_DATABASE
    return _BY_DATABASE if evaluation.case.repertoire_source == "bdpm" else ""


def _database(evaluation: Evaluation) -> str:
    when = evaluation.inputs.context.repertoire_date
    return "celui de la base publique" + (f" du {french.day(date.fromisoformat(when))}" if when else "")


def savings_table(evaluation: Evaluation) -> Block:
    """Where the references that have a generic cost the most: boxes, mean costs, euros left on the table."""
    gaps = substitution_gaps(decided_on(evaluation).products, groups(evaluation.case))
    dear = [gap for gap in gaps.gaps if gap.cents]
    if not dear:
        return sentences(
            [], empty="Aucun princeps ne se compare, avec un montant, à un générique moins cher prescrit ici."
        )
    columns = [
        Column("Groupe"),
        Column("Boîtes de princeps", "figures"),
        Column("Coût moyen du princeps", "figures"),
        Column("Coût moyen du générique", "figures"),
        Column("Économie au plus", "figures"),
    ]
    rows = [
        [
            gap.label.lower() or gap.group,
            french.number(gap.boxes),
            french.euros(gap.dear / 100),
            french.euros(gap.cheap / 100),
            french.euros(gap.cents / 100),
        ]
        for gap in dear[:GROUPS_SHOWN]
    ]
    shown = "" if len(rows) == len(dear) else f" ({len(rows)} groupes sur {len(dear)})"
    return table(
        f"Ce que le princeps coûte de plus que le générique{shown}, aux prix de l’établissement", columns, rows
    )


def repertoire_table(evaluation: Evaluation) -> Block:
    """The products on which TOP_GEN and the public drug database disagree."""
    differing, context = disagreements(evaluation.case), evaluation.inputs.context
    if differing is None:
        return sentences([], empty=_NOT_BOTH)
    if differing.empty:
        return sentences(
            [], empty="TOP_GEN et la base publique des médicaments disent la même chose pour tous les produits."
        )
    columns = [
        Column("Produit"),
        Column("CIP13", "code"),
        Column("TOP_GEN"),
        Column("Base publique"),
        Column("Boîtes", "figures"),
    ]
    rows = [
        [
            str(row.label),
            str(row.cip13),
            STATUS_WORDS[str(row.status_top_gen)],
            STATUS_WORDS[str(row.status_bdpm)],
            french.number(int(str(row.boxes))),
        ]
        for row in differing.head(DISAGREEMENTS_SHOWN).itertuples()
    ]
    when = french.day(date.fromisoformat(context.repertoire_date)) if context.repertoire_date else french.ABSENT
    used = "TOP_GEN" if context.repertoire_source == "top_gen" else "la base publique"
    shown = len(rows) if len(rows) == len(differing) else f"{len(rows)} sur {len(differing)}"
    caption = f"Désaccords entre TOP_GEN et la base publique du {when} ({shown}) ; {used} décide"
    return table(caption, columns, rows)
