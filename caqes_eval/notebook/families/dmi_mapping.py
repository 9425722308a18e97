"""DMI: the diagnosis of the circuit on the page, by axis and by unit."""

from collections.abc import Sequence
from fractions import Fraction

from matplotlib.axes import Axes

from caqes_eval.families.dmi import mapping
from caqes_eval.families.dmi.indicators import MASTERY
from caqes_eval.families.dmi.parameters import PARTLY, parameter
from caqes_eval.foundation import french
from caqes_eval.notebook import values
from caqes_eval.notebook.blocks import Block, Column, sentences, table
from caqes_eval.notebook.evaluation import Evaluation
from caqes_eval.notebook.figures import as_block, dress_shares, new_canvas

UNITS_SIDE_BY_SIDE = 5
NO_MAPPING = "Aucune cartographie à montrer : voir les résultats et les retours reçus."
_INK = "#1b1b1b"
_PAPER = {"facecolor": "white", "edgecolor": "none", "pad": 1.0, "alpha": 0.85}


def mapping_table(evaluation: Evaluation) -> Block:
    """Mastery and completeness by axis, all units together."""
    found = mapping.diagnosis(evaluation.case)
    if found is None or found.elsewhere:
        return sentences([], empty=NO_MAPPING)
    columns = [
        Column("Axe"), Column("Items", "figures"), Column("Répondus", "figures"), Column("Complétude", "figures"),
        Column("Oui", "figures"), Column("Partiellement", "figures"), Column("Non", "figures"),
        Column("Non applicable", "figures"), Column("Maîtrise", "figures"), Column("Médiane régionale", "figures"),
    ]  # fmt: skip
    rows = [_axis_row(evaluation, found.units, code, label) for code, label in _axes()]
    units = french.plural(len(found.units), "unité")
    return table(f"Cartographie InterDiag de {found.year}, par axe ({units})", columns, rows)


def _axes() -> list[tuple[str | None, str]]:
    return [*((axis.code, axis.label) for axis in mapping.AXES), (None, "Ensemble")]


def _axis_row(evaluation: Evaluation, units: Sequence[mapping.Unit], axis: str | None, label: str) -> list[str]:
    found = mapping.tally(units, axis)
    counts = [found.yes, found.partly, found.no, found.not_applicable]
    return [
        label, french.number(found.items), french.number(found.answered),
        french.percent(Fraction(found.answered, found.items)),
        *(french.number(each) for each in counts), french.percent(_mastery(evaluation, units, axis)), _median(evaluation, axis),
    ]  # fmt: skip


def _median(evaluation: Evaluation, axis: str | None) -> str:
    code = f"{MASTERY}.{axis}" if axis else MASTERY
    return next((values.region(each) for each in evaluation.result.results if each.indicator == code), french.ABSENT)


def _mastery(evaluation: Evaluation, units: Sequence[mapping.Unit], axis: str | None) -> Fraction | None:
    weight = parameter(evaluation.case, PARTLY).rule
    return mapping.tally(units, axis).mastery(weight.ratio) if weight else None


def mapping_figure(evaluation: Evaluation) -> Block:
    """Mastery by axis as bars, completeness as a mark."""
    found = mapping.diagnosis(evaluation.case)
    rates = [] if found is None else [(label, _mastery(evaluation, found.units, code)) for code, label in _axes()]
    if found is None or all(rate is None for _, rate in rates):
        return sentences([], empty="Pas de figure : aucun taux de maîtrise n’est calculable.")
    answered = [
        Fraction(counted.answered, counted.items)
        for counted in (mapping.tally(found.units, code) for code, _ in _axes())
    ]
    canvas = new_canvas(1.0 + 0.34 * len(rates))
    axes = canvas.add_subplot()
    for row, ((_, rate), share) in enumerate(zip(rates, answered, strict=True)):
        if rate is not None:
            axes.barh(
                row,
                float(rate),
                height=0.6,
                color="#c9ced6",
                edgecolor=_INK,
                hatch="" if row < len(rates) - 1 else "///",
            )
        axes.plot([float(share)], [row], marker="|", markersize=14, markeredgewidth=2, color=_INK, clip_on=False)
        words = french.ABSENT if rate is None else french.percent(rate)
        axes.annotate(words, (0.012, row), va="center", fontsize=8.5, fontweight="bold", bbox=_PAPER)
    dress(axes, [label for label, _ in rates], "▬ maîtrise    | complétude (items répondus)")
    told = [
        f"{label} : maîtrise {french.percent(rate) if rate is not None else 'non calculable'}, complétude {french.percent(share)}."
        for (label, rate), share in zip(rates, answered, strict=True)
    ]
    return as_block(canvas, alt=" ".join(told), caption=f"Taux de maîtrise par axe, cartographie de {found.year}")


def units_table(evaluation: Evaluation) -> Block:
    """The units diagnosed: apart, then together."""
    found = mapping.diagnosis(evaluation.case)
    if found is None:
        return sentences([], empty=NO_MAPPING)
    columns = [
        Column("Unité"), Column("Outil"), Column("Date"), Column("Répondus", "figures"), Column("Maîtrise", "figures"),
        Column("Axe le plus fragile"),
    ]  # fmt: skip
    rows = [
        [
            unit.name, {"interdiag": "InterDiag", "resomedit": "RESOMEDIT"}.get(unit.tool or "", "non précisé"),
            french.day(unit.mapped_on), *_unit_figures(evaluation, (unit,)),
        ]
        for unit in found.units
    ]  # fmt: skip
    if len(found.units) > 1:
        rows.append(["Ensemble", french.ABSENT, french.ABSENT, *_unit_figures(evaluation, found.units)])
    return table("Unités diagnostiquées", columns, rows)


def _unit_figures(evaluation: Evaluation, units: Sequence[mapping.Unit]) -> list[str]:
    counted = mapping.tally(units)
    rated = [(rate, label) for code, label in _axes()[:-1] if (rate := _mastery(evaluation, units, code)) is not None]
    lowest = min(rated, key=lambda each: each[0], default=None)
    weakest = f"{lowest[1]} ({french.percent(lowest[0])})" if lowest and lowest[0] < 1 else french.ABSENT
    answered = f"{french.number(counted.answered)} sur {french.number(counted.items)}"
    return [answered, french.percent(_mastery(evaluation, units, None)), weakest]


def units_by_axis_table(evaluation: Evaluation) -> Block:
    """Mastery by axis and by unit, side by side; only when there are several units."""
    found = mapping.diagnosis(evaluation.case)
    if found is None or len(found.units) < 2:
        return sentences([], empty="Une seule unité diagnostiquée : rien à comparer entre unités.")
    shown = found.units[:UNITS_SIDE_BY_SIDE]
    columns = [Column("Axe"), *(Column(unit.name, "figures") for unit in shown), Column("Ensemble", "figures")]
    rows = [
        [
            label,
            *(french.percent(_mastery(evaluation, (unit,), code)) for unit in shown),
            french.percent(_mastery(evaluation, found.units, code)),
        ]
        for code, label in _axes()
    ]
    more = len(found.units) - len(shown)
    others = f" ({french.plural(more, 'autre unité', 'autres unités')} dans l’ensemble seulement)" if more else ""
    return table(f"Taux de maîtrise par unité{others}", columns, rows)


def dress(axes: Axes, labels: Sequence[str], legend: str) -> None:
    """Dress bars over a scale of shares: names of rows, percents, a legend under the axis."""
    axes.set_yticks(range(len(labels)), list(labels), fontsize=8.5)
    axes.set_ylim(len(labels) - 0.4, -0.6)
    axes.set_xlim(0, 1.02)
    dress_shares(axes)
    axes.set_xlabel(legend, fontsize=8.5, color=_INK, labelpad=6)
