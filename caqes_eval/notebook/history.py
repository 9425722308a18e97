"""An indicator over the years: a table, and a figure where a year that does not compare is drawn apart."""

from collections.abc import Sequence

from matplotlib.axes import Axes
from matplotlib.ticker import FuncFormatter, MaxNLocator

from caqes_eval.families.result import HistoryPoint, IndicatorResult
from caqes_eval.foundation import french
from caqes_eval.notebook import values
from caqes_eval.notebook.blocks import Block, Column, sentences, table
from caqes_eval.notebook.evaluation import Evaluation
from caqes_eval.notebook.figures import as_block, new_canvas, wrapped

MOST_DRAWN = 6
_TITLE_WIDTH = 66
_INK, _PALE = "#1b1b1b", "#8a94a3"


def history_table(evaluation: Evaluation) -> Block:
    """The value of each indicator, year by year."""
    known = [each for each in evaluation.result.results if each.history and each.unit != "mention" and not each.part]
    if not known:
        return sentences([], empty="Une seule année est connue : il n’y a pas d’évolution à montrer.")
    years = sorted({point.year for result in known for point in result.history})
    columns = [Column("Indicateur"), *(Column(str(year), "figures") for year in years), Column("À savoir")]
    rows = [
        [result.label, *(_cell(result, year) for year in years), _notes(result.history) or french.ABSENT]
        for result in known
    ]
    return table("Évolution, année par année", columns, rows)


def _cell(result: IndicatorResult, year: int) -> str:
    point = next((each for each in result.history if each.year == year), None)
    if point is None or point.value is None:
        return french.ABSENT
    return f"{values.in_unit(point.value, result.unit)}{'' if point.comparable else ' *'}"


def _notes(history: Sequence[HistoryPoint]) -> str:
    broken = [point for point in history if not point.comparable]
    if not broken:
        return ""
    years = ", ".join(str(point.year) for point in broken)
    return f"* {years} ne se compare pas à {history[-1].year} : {broken[-1].note}"


def history_figure(evaluation: Evaluation) -> Block:
    """The rates over the years; the table holds the same figures, so that a part has no line of its own in either."""
    return history_of([each for each in evaluation.result.results if not each.part])


def history_of(results: Sequence[IndicatorResult]) -> Block:
    """Draw the rates that have at least two years, most of them judged by an objective first."""
    drawn = [each for each in results if each.unit == "proportion" and _valued(each) >= 2]
    drawn.sort(key=lambda each: each.target is None)
    drawn = drawn[:MOST_DRAWN]
    if not drawn:
        return sentences([], empty="Pas de figure : aucun taux n’est connu sur deux années.")
    canvas = new_canvas(1.45 * len(drawn))
    for position, result in enumerate(drawn, start=1):
        _draw(canvas.add_subplot(len(drawn), 1, position), result)
    caption = "Évolution des taux : ○ année qui ne se compare pas à l’année évaluée ; tirets : objectif de l’année"
    return as_block(canvas, alt=" ".join(_in_words(result) for result in drawn), caption=caption)


def _valued(result: IndicatorResult) -> int:
    return sum(point.value is not None for point in result.history)


def _draw(axes: Axes, result: IndicatorResult) -> None:
    points = [point for point in result.history if point.value is not None]
    same = [point for point in points if point.comparable]
    axes.plot(
        [each.year for each in same], [float(each.value or 0) for each in same], color=_INK, linewidth=1.4, zorder=2
    )
    for each in points:
        face = _INK if each.comparable else "white"
        axes.plot(
            [each.year], [float(each.value or 0)], marker="o", markersize=6, color=_INK, markerfacecolor=face, zorder=3
        )
        axes.annotate(
            french.percent(each.value), (each.year, float(each.value or 0)), xytext=(0, 7), textcoords="offset points",
            ha="center", fontsize=9, bbox={"facecolor": "white", "edgecolor": "none", "pad": 0.2, "alpha": 0.8},
        )  # fmt: skip
    if result.target is not None:
        axes.axhline(float(result.target.value), color=_PALE, linewidth=1.2, linestyle=(0, (3, 3)), zorder=1)
    years = [each.year for each in points]
    axes.set_xticks(years, [str(year) for year in years])
    axes.set_xlim(min(years) - 0.4, max(years) + 0.4)
    _scale(axes, [float(each.value or 0) for each in points] + ([float(result.target.value)] if result.target else []))
    axes.set_title(wrapped(result.label, _TITLE_WIDTH), fontsize=9.5, loc="left")
    axes.tick_params(labelsize=9)
    for side in ("top", "right"):
        axes.spines[side].set_visible(False)
    axes.grid(axis="y", color="#e3e6ea", linewidth=0.8)
    axes.set_axisbelow(True)


def _scale(axes: Axes, shown: Sequence[float]) -> None:
    """Start at zero, and under it when a change is negative, with room for the figures above the points."""
    highest, lowest = max(*shown, 0.0), min(*shown, 0.0)

    def within(share: float) -> bool:
        """Say whether a graduation is one of a share: there is no 120 %."""
        return share <= 1.001 or highest > 1

    room = 0.35 * (highest - lowest) or 0.01
    axes.set_ylim(lowest - (room / 3 if lowest else 0), highest + room)
    axes.yaxis.set_major_locator(MaxNLocator(nbins=4, steps=[1, 2, 2.5, 5, 10]))
    axes.yaxis.set_major_formatter(FuncFormatter(lambda share, _: french.percent(share, 0) if within(share) else ""))
    if lowest:
        axes.axhline(0, color=_INK, linewidth=0.8, zorder=1)


def _in_words(result: IndicatorResult) -> str:
    told = [
        f"{french.percent(point.value)} en {point.year}{'' if point.comparable else ' (non comparable)'}"
        for point in result.history
        if point.value is not None
    ]
    return f"{result.label} : {', '.join(told)}."
