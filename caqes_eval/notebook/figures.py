"""Figures: where an establishment stands. Black and white, identical on every run, each with its text."""

from collections.abc import Sequence
from fractions import Fraction
from io import BytesIO
from textwrap import wrap

from matplotlib import rcParams
from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.ticker import FuncFormatter
from PIL import Image

from caqes_eval.families.result import IndicatorResult
from caqes_eval.foundation import french
from caqes_eval.notebook import values
from caqes_eval.notebook.blocks import Block, figure, sentences

# inches: read without scrolling on a phone, where the letters of a page-wide figure would be 5 pixels high
WIDTH = 5.0
_DOTS = 160  # per inch: 800 pixels, sharp when printed
_GREYS = 16
_LABEL_WIDTH = 58
_INK, _BAND, _BOX, _LINE = "#1b1b1b", "#c9ced6", "#8a94a3", "#dddddd"


# a molecule's name may hold a « $ »: it is text, never a formula
rcParams["text.parse_math"] = False


def new_canvas(height: float) -> Figure:
    """Return an empty figure of the common width, drawn without a screen."""
    canvas = Figure(figsize=(WIDTH, height), dpi=_DOTS, layout="constrained")
    FigureCanvasAgg(canvas)
    return canvas


def as_block(canvas: Figure, *, alt: str, caption: str) -> Block:
    """Return a figure as a block; equal figures are equal bytes (neither software nor date inside)."""
    return figure(_png(canvas), alt=alt, caption=caption)


def _png(canvas: Figure) -> bytes:
    """Return a figure in sixteen greys: a quarter of the weight of its colours, which hold nothing more."""
    drawn = BytesIO()
    canvas.savefig(drawn, format="png", metadata={"Software": None})
    step = 255 // (_GREYS - 1)
    greys = Image.open(drawn).convert("L").point([round(level / step) for level in range(256)])
    greys.putpalette([level * step for level in range(_GREYS) for _ in "rgb"])
    png = BytesIO()
    greys.save(png, format="png", optimize=True, bits=4)
    return png.getvalue()


def position_figure(results: Sequence[IndicatorResult]) -> Block:
    """Show the rates of an establishment against the region and the objective.

    Only parts of a whole that have a value are drawn, not changes nor gaps; the table above holds the same figures.
    """
    drawn = [result for result in results if values.is_share(result) and result.value is not None]
    if not drawn:
        return sentences([], empty="Pas de figure : aucun taux n’est calculable.")
    canvas = new_canvas(0.9 + 0.6 * len(drawn))
    axes = canvas.add_subplot()
    for row, result in enumerate(drawn):
        _draw_region(axes, row, result)
        _draw_establishment(axes, row, result)
        _name(axes, row, result)
    _dress(axes, drawn)
    alt = " ".join(_in_words(result) for result in drawn)
    return as_block(canvas, alt=alt, caption="Position de l’établissement : taux, région et objectif")


def _draw_region(axes: Axes, row: int, result: IndicatorResult) -> None:
    if result.region is not None:
        spread = result.region.distribution
        if spread.p10 is not None and spread.p90 is not None:
            _draw_band(axes, row, (spread.p10, spread.p90), color=_BAND, width=5)
        _draw_band(axes, row, (spread.p25, spread.p75), color=_BOX, width=11)
        axes.plot([float(spread.median)] * 2, [row - 0.2, row + 0.2], color=_INK, linewidth=2, zorder=3)
    if result.target is not None:
        limit = float(result.target.value)
        axes.plot([limit, limit], [row - 0.28, row + 0.28], color=_INK, linewidth=1.4, linestyle=(0, (2, 2)), zorder=3)


def _draw_band(axes: Axes, row: int, ends: tuple[Fraction, Fraction], *, color: str, width: int) -> None:
    axes.plot([float(end) for end in ends], [row, row], color=color, linewidth=width, solid_capstyle="butt", zorder=2)


def _draw_establishment(axes: Axes, row: int, result: IndicatorResult) -> None:
    axes.plot(
        [float(result.value or 0)], [row], marker="D", markersize=8, color="white", markeredgecolor=_INK,
        markeredgewidth=1.8, zorder=4, clip_on=False,
    )  # fmt: skip


def _name(axes: Axes, row: int, result: IndicatorResult) -> None:
    """Write the name and the value of a row above it, where nothing is drawn."""
    across, height = axes.get_yaxis_transform(), row - 0.27
    paper = {"facecolor": "white", "edgecolor": "none", "pad": 0.5}
    for place, side, words in (
        (0, "left", wrapped(result.label, _LABEL_WIDTH)),
        (1, "right", french.percent(result.value)),
    ):
        axes.text(
            place, height, words, ha=side, va="bottom", fontsize=9, fontweight="bold" if place else "normal", color=_INK,
            transform=across, bbox=paper, zorder=3.5,
        )  # fmt: skip
    axes.axhline(row, color=_LINE, linewidth=0.8, zorder=1)


def wrapped(label: str, width: int) -> str:
    """Return a label on two lines at most; what comes from a file may be of any length."""
    return "\n".join(wrap(label, width, max_lines=2, placeholder=" …"))


def dress_shares(axes: Axes) -> None:
    """Dress rows drawn over a scale of shares: percents below, light lines behind, no frame."""
    axes.xaxis.set_major_formatter(FuncFormatter(lambda share, _: french.percent(share, 0)))
    axes.grid(axis="x", color=_LINE, linewidth=0.8)
    axes.set_axisbelow(True)
    for side in ("top", "right", "left"):
        axes.spines[side].set_visible(False)
    axes.tick_params(axis="y", length=0)


def _dress(axes: Axes, drawn: Sequence[IndicatorResult]) -> None:
    axes.set_yticks([])
    axes.set_ylim(len(drawn) - 0.6, -0.8)
    # a part greater than its whole is a fault of the data: it is drawn where it is
    furthest = max(1.0, *(float(result.value or 0) for result in drawn))
    axes.set_xlim(-0.02, furthest + 0.02)
    axes.tick_params(axis="x", labelsize=9)
    dress_shares(axes)
    axes.set_xlabel(_legend(drawn), fontsize=9, color=_INK, labelpad=6)


def _legend(drawn: Sequence[IndicatorResult]) -> str:
    legend = "◇ établissement"
    if any(result.target for result in drawn):
        legend += "    ┊ objectif (à valider)" if _pending(drawn) else "    ┊ objectif"
    if any(result.region for result in drawn):
        legend += "    | médiane de la région\n▬ moitié centrale de la région"
    if any(result.region and result.region.distribution.p10 is not None for result in drawn):
        legend += " (trait fin : du 1er au dernier dixième)"
    return legend


def _pending(drawn: Sequence[IndicatorResult]) -> bool:
    return any(result.target is not None and result.target.status == "to_validate" for result in drawn)


def _in_words(result: IndicatorResult) -> str:
    parts = [f"{result.label} : {values.value(result)}"]
    if result.target is not None:
        parts.append(f"objectif {values.target(result.target)}, {result.outcome}")
    if result.region is not None:
        spread = result.region.distribution
        half = f"{french.percent(Fraction(spread.p25))} à {french.percent(Fraction(spread.p75))}"
        parts.append(f"médiane régionale {french.percent(spread.median)}, moitié centrale des établissements {half}")
    return " ; ".join(parts) + "."
