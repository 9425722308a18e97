"""The figure of the regional synthesis: rates against volumes, for a small establishment is expected to vary more."""

from collections.abc import Sequence
from math import ceil, floor, log10

from matplotlib.axes import Axes
from matplotlib.ticker import FuncFormatter, NullFormatter

from caqes_eval.families.quantities import plural
from caqes_eval.families.registry import family
from caqes_eval.families.result import IndicatorResult
from caqes_eval.foundation import french
from caqes_eval.notebook import blocks, values
from caqes_eval.notebook.blocks import Block
from caqes_eval.notebook.figures import as_block, new_canvas, wrapped
from caqes_eval.synthesis.collect import RegionalSynthesis
from caqes_eval.synthesis.summary import summarise

MOST_DRAWN = 8
FEWEST_DRAWN = 3
"""A cloud of one or two points shows nothing that the table does not."""
TITLE_WIDTH = 66
_INK = "#1b1b1b"


def figure(synthesis: RegionalSynthesis) -> Block:
    """Draw the rates that an objective judges, or the first ones when none is judged."""
    codes = [code for code in synthesis.indicators() if _drawable(synthesis, code)]
    judged = [code for code in codes if any(result.target for _, result in synthesis.of(code))]
    drawn = (judged or codes)[:MOST_DRAWN]
    if not drawn:
        return blocks.sentences([], empty="Pas de figure : aucun taux n’est calculable.")
    canvas = new_canvas(2.2 * len(drawn))
    words = []
    for position, code in enumerate(drawn, start=1):
        results = [result for _, result in synthesis.of(code) if _has_volume(result)]
        noun = _noun(synthesis, code)
        _scatter(canvas.add_subplot(len(drawn), 1, position), results, noun)
        words.append(_scatter_in_words(results))
    caption = "Chaque losange est un établissement : son taux selon son volume (échelle logarithmique)"
    return as_block(canvas, alt=" ".join(words), caption=caption)


def _drawable(synthesis: RegionalSynthesis, code: str) -> bool:
    results = [result for _, result in synthesis.of(code)]
    return values.is_share(results[0]) and not results[0].part and sum(map(_has_volume, results)) >= FEWEST_DRAWN


def _has_volume(result: IndicatorResult) -> bool:
    return result.value is not None and bool(result.denominator) and (result.denominator or 0) > 0


def _noun(synthesis: RegionalSynthesis, code: str) -> str:
    evaluated = synthesis.of(code)[0][0]
    definition = family(evaluated.family).definition(code)
    noun = definition.divided or definition.counted
    # an acronym takes no plural: des UCD
    return noun if noun.isupper() else plural(noun)


def _scatter(axes: Axes, results: Sequence[IndicatorResult], noun: str) -> None:
    volumes = [float(result.denominator or 0) for result in results]
    rates = [float(result.value) for result in results if result.value is not None]
    axes.scatter(volumes, rates, marker="D", s=26, facecolors="white", edgecolors=_INK, linewidths=1.2, zorder=3)
    target = next((result.target for result in results if result.target is not None), None)
    overall = summarise(results).overall
    if overall is not None:
        axes.axhline(float(overall), color=_INK, linewidth=1.2, label=f"ensemble : {french.percent(overall)}")
    if target is not None:
        axes.axhline(
            float(target.value),
            color=_INK,
            linewidth=1.2,
            linestyle=(0, (3, 3)),
            label=f"objectif {values.target(target)}",
        )
    axes.set_xscale("log")
    # whole decades: a label in between would read 2×10³
    axes.set_xlim(10 ** floor(log10(min(volumes))), 10 ** ceil(log10(max(volumes) + 1)))
    axes.xaxis.set_minor_formatter(NullFormatter())
    axes.set_ylim(-0.04, 1.04)
    axes.xaxis.set_major_formatter(FuncFormatter(lambda count, _: french.number(count)))
    axes.yaxis.set_major_formatter(FuncFormatter(lambda share, _: french.percent(share, 0)))
    axes.set_title(wrapped(results[0].label, TITLE_WIDTH), fontsize=9.5, loc="left")
    axes.set_xlabel(f"{noun} au dénominateur", fontsize=9)
    axes.grid(color="#e3e6ea", linewidth=0.8)
    axes.set_axisbelow(True)
    axes.legend(fontsize=9, loc="upper center", bbox_to_anchor=(0.5, -0.32), ncols=2, frameon=False)
    axes.tick_params(labelsize=9)


def _scatter_in_words(results: Sequence[IndicatorResult]) -> str:
    summary = summarise(results)
    outcomes = summary.outcomes
    judged = ""
    if outcomes["atteint"] + outcomes["non atteint"]:
        judged = f", objectif atteint par {outcomes['atteint']} et non atteint par {outcomes['non atteint']}"
    return (
        f"{results[0].label} : {french.plural(summary.valued, 'établissement')}, ensemble {french.percent(summary.overall)}, "
        f"médiane {french.percent(summary.median)}{judged}."
    )
