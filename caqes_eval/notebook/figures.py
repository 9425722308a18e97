"""Figures: where an establishment stands. Black and white, identical on every run, each with its text."""

from collections.abc import Sequence
from fractions import Fraction
from io import BytesIO

from matplotlib import rcParams
from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.ticker import FuncFormatter

from caqes_eval.families.result import IndicatorResult
from caqes_eval.foundation import french
from caqes_eval.notebook import values
from caqes_eval.notebook.blocks import Block, figure, sentences

WIDTH = 7.6  # inches: the width of a printed page between its margins
_INK, _BAND, _BOX = "#1b1b1b", "#c9ced6", "#8a94a3"


# a molecule's name may hold a « $ »: it is text, never a formula
rcParams["text.parse_math"] = False


def new_canvas(height: float) -> Figure:
    """Return an empty figure of the page's width, drawn without a screen."""
    canvas = Figure(figsize=(WIDTH, height), dpi=110, layout="constrained")
    FigureCanvasAgg(canvas)
    return canvas


def as_block(canvas: Figure, *, alt: str, caption: str) -> Block:
    """Return a figure as a block; equal figures are equal bytes (neither software nor date inside)."""
    png = BytesIO()
    canvas.savefig(png, format="png", metadata={"Software": None})
    return figure(png.getvalue(), alt=alt, caption=caption)


def position_figure(results: Sequence[IndicatorResult]) -> Block:
    """Show the rates of an establishment against the region and the objective.

    Only rates (proportions) that have a value are drawn; the table above holds the same figures.
    """
    drawn = [result for result in results if result.unit == "proportion" and result.value is not None]
    if not drawn:
        return sentences([], empty="Pas de figure : aucun taux n’est calculable.")
    canvas = new_canvas(1.3 + 0.62 * len(drawn))
    axes = canvas.add_subplot()
    for row, result in enumerate(drawn):
        _draw_region(axes, row, result)
        _draw_establishment(axes, row, result)
    _dress(axes, drawn)
    alt = " ".join(_in_words(result) for result in drawn)
    return as_block(canvas, alt=alt, caption="Position de l’établissement : taux, région et objectif")


def _draw_region(axes: Axes, row: int, result: IndicatorResult) -> None:
    if result.region is not None:
        spread = result.region.distribution
        if spread.p10 is not None and spread.p90 is not None:
            _draw_band(axes, row, (spread.p10, spread.p90), color=_BAND, width=5)
        _draw_band(axes, row, (spread.p25, spread.p75), color=_BOX, width=11)
        axes.plot([float(spread.median)] * 2, [row - 0.22, row + 0.22], color=_INK, linewidth=2, zorder=3)
    if result.target is not None:
        limit = float(result.target.value)
        axes.plot([limit, limit], [row - 0.38, row + 0.38], color=_INK, linewidth=1.4, linestyle=(0, (2, 2)), zorder=3)


def _draw_band(axes: Axes, row: int, ends: tuple[Fraction, Fraction], *, color: str, width: int) -> None:
    axes.plot([float(end) for end in ends], [row, row], color=color, linewidth=width, solid_capstyle="butt", zorder=2)


def _draw_establishment(axes: Axes, row: int, result: IndicatorResult) -> None:
    assert result.value is not None, "rows without a value are not drawn"
    value = float(result.value)
    axes.plot(
        [value], [row], marker="D", markersize=9, color="white", markeredgecolor=_INK, markeredgewidth=2, zorder=4
    )
    axes.annotate(
        french.percent(result.value),
        (value, row),
        xytext=(0, 10),
        textcoords="offset points",
        ha="center",
        fontsize=9,
        fontweight="bold",
        color=_INK,
        zorder=5,
        bbox={"facecolor": "white", "edgecolor": "none", "pad": 0.6, "alpha": 0.8},
    )


def _dress(axes: Axes, drawn: Sequence[IndicatorResult]) -> None:
    axes.set_yticks(range(len(drawn)), [_wrapped(result.label) for result in drawn], fontsize=9)
    axes.set_ylim(len(drawn) - 0.35, -0.75)
    axes.set_xlim(-0.03, 1.03)
    axes.xaxis.set_major_formatter(FuncFormatter(lambda share, _: french.percent(share, 0)))
    axes.grid(axis="x", color="#e3e6ea", linewidth=0.8)
    axes.set_axisbelow(True)
    for side in ("top", "right", "left"):
        axes.spines[side].set_visible(False)
    axes.tick_params(axis="y", length=0)
    legend = "◇ établissement"
    if any(result.target for result in drawn):
        legend += "    ┊ objectif (à valider)" if _pending(drawn) else "    ┊ objectif"
    if any(result.region for result in drawn):
        legend += "    | médiane régionale    ▬ moitié centrale de la région"
    if any(result.region and result.region.distribution.p10 is not None for result in drawn):
        legend += "\n(trait fin : du 1er au dernier dixième de la région)"
    axes.set_xlabel(legend, fontsize=8.5, color=_INK, labelpad=8)


def _pending(drawn: Sequence[IndicatorResult]) -> bool:
    return any(result.target is not None and result.target.status == "to_validate" for result in drawn)


def _wrapped(label: str, width: int = 30) -> str:
    lines, line = [], ""
    for word in label.split(" "):
        if line and len(line) + len(word) >= width:
            lines.append(line)
            line = word
        else:
            line = f"{line} {word}".strip()
    return "\n".join([*lines, line])


def _in_words(result: IndicatorResult) -> str:
    parts = [f"{result.label} : {values.value(result)}"]
    if result.target is not None:
        parts.append(f"objectif {values.target(result.target)}, {result.outcome}")
    if result.region is not None:
        spread = result.region.distribution
        half = f"{french.percent(Fraction(spread.p25))} à {french.percent(Fraction(spread.p75))}"
        parts.append(f"médiane régionale {french.percent(spread.median)}, moitié centrale des établissements {half}")
    return " ; ".join(parts) + "."
