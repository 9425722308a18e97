"""MO: the years known, as a table and as a figure where the break of August 2024 is drawn."""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from matplotlib.axes import Axes
from matplotlib.ticker import FuncFormatter, MaxNLocator

from caqes_eval.families import objectives
from caqes_eval.families.case import Case
from caqes_eval.families.mo import settings, volumes
from caqes_eval.families.mo.inputs import PMSI, WITNESS
from caqes_eval.families.mo.rates import applied, parts
from caqes_eval.families.mo.volumes import Volume, Volumes
from caqes_eval.families.quantities import shown
from caqes_eval.foundation import french
from caqes_eval.notebook.blocks import Block, Column, sentences, table
from caqes_eval.notebook.evaluation import Evaluation
from caqes_eval.notebook.figures import as_block, new_canvas
from caqes_eval.regulation.parameters.rule import Rule

_INK, _PALE = "#1b1b1b", "#6b7480"


@dataclass(frozen=True, kw_only=True)
class Year:
    """A year: its volumes, and its rates as they are divided that year."""

    year: int
    volumes: Volumes
    in_ucd: Fraction | None
    in_euros: Fraction | None
    with_mirror: Fraction | None


def years(case: Case) -> list[Year]:
    """Return the years known up to the one evaluated, oldest first."""
    known = {*case.years(PMSI), *case.years(WITNESS), case.year}
    found = []
    for year in sorted(each for each in known if each <= case.year):
        then = case.at(year) if year != case.year else case
        of_year = volumes.of_year(then)
        together = None
        if of_year.ucd.mirror is not None and of_year.ucd.off_label is not None and of_year.ucd.whole:
            together = (of_year.ucd.mirror + of_year.ucd.off_label) / of_year.ucd.whole
        found.append(
            Year(
                year=year, volumes=of_year, in_ucd=_rate(then, of_year.ucd), in_euros=_rate(then, of_year.euros),
                with_mirror=together,
            )
        )  # fmt: skip
    return found


def _rate(case: Case, volume: Volume) -> Fraction | None:
    divided = parts(volume, applied(case))
    return divided[0] / divided[1] if divided and divided[1] > 0 else None


def years_table(evaluation: Evaluation) -> Block:
    """The liste en sus year by year: UCD and euros, all and off label, with their rates."""
    found = years(evaluation.case)
    rows = [_row(each, before) for each, before in zip(found, [None, *found[:-1]], strict=True)]
    columns = [
        Column("Année"), Column("UCD", "figures"), Column("dont I999999", "figures"), Column("Taux en UCD", "figures"),
        Column("dont I999997", "figures"), Column("I999 et I997 réunies", "figures"), Column("Euros", "figures"),
        Column("Évolution", "figures"), Column("dont I999999 (€)", "figures"), Column("Taux en euros", "figures"),
    ]  # fmt: skip
    broken = _break(evaluation.case)
    told = f". Rupture du {french.day(broken.since)} : {broken.text}" if broken else ""
    return table(f"La liste en sus, année par année{told}", columns, rows)


def _row(each: Year, before: Year | None) -> list[str]:
    ucd, euros = each.volumes.ucd, each.volumes.euros
    growth = french.ABSENT
    if before and before.year == each.year - 1 and euros.whole is not None and before.volumes.euros.whole:
        growth = signed(euros.whole / before.volumes.euros.whole - 1)
    return [
        str(each.year), _known(ucd.whole, "UCD"), _known(ucd.off_label, "UCD"), french.percent(each.in_ucd),
        _known(ucd.mirror, "UCD"), french.percent(each.with_mirror), _known(euros.whole, "€"), growth,
        _known(euros.off_label, "€"), french.percent(each.in_euros),
    ]  # fmt: skip


def signed(change: Fraction) -> str:
    """Return a change with its sign: ``+9,6 %``."""
    return f"{'+' if change > 0 else '−' if change < 0 else ''}{french.percent(abs(change))}"


def _known(amount: Fraction | None, noun: str) -> str:
    if amount is None:
        return "non connu"
    return french.euros(amount, 0) if noun == "€" else shown(amount, noun)


def _break(case: Case) -> Rule | None:
    rule = objectives.find(case.law, settings.BREAK).rule
    known = [each.year for each in years(case)]
    return rule if rule is not None and min(known) <= rule.since.year <= max(known) else None


def years_figure(evaluation: Evaluation) -> Block:
    """The rates in UCD over the years, with the objective and the break; the table holds the same figures."""
    found = [each for each in years(evaluation.case) if each.in_ucd is not None]
    if len(found) < 2:
        return sentences([], empty="Pas de figure : le taux n’est connu que pour une année au plus.")
    target, broken = objectives.find(evaluation.case.law, settings.TARGET).rule, _break(evaluation.case)
    canvas = new_canvas(2.7)
    axes = canvas.add_subplot()
    _draw_together(axes, [each for each in found if each.with_mirror is not None])
    _draw_rates(axes, found, broken)
    if target is not None:
        name = f"objectif {evaluation.case.year}"
        axes.axhline(float(target.amount), color=_PALE, linewidth=1.3, linestyle=(0, (5, 3)), label=name, zorder=1)
    if broken is not None:
        when = broken.since.year
        axes.axvline(when, color=_INK, linewidth=1, linestyle=(0, (1, 2)), zorder=1)
        told = f" rupture du {french.day(broken.since)}"
        axes.annotate(told, (when, 0), xytext=(-3, 6), textcoords="offset points", ha="right", fontsize=8.5)
    highest = [float(value) for each in found for value in (each.in_ucd, each.with_mirror) if value is not None]
    axes.set_ylim(0, max([*highest, float(target.amount) if target else 0]) * 1.35 or 0.01)
    axes.set_xlim(found[0].year - 0.4, found[-1].year + 0.4)
    axes.xaxis.set_major_locator(MaxNLocator(integer=True))
    axes.yaxis.set_major_locator(MaxNLocator(nbins=5, steps=[1, 2, 5, 10]))
    axes.yaxis.set_major_formatter(
        FuncFormatter(lambda share, _: french.percent(share, 0 if share * 100 % 1 < 0.01 else 1))
    )
    for side in ("top", "right"):
        axes.spines[side].set_visible(False)
    axes.legend(fontsize=8.5, frameon=False, loc="upper center", bbox_to_anchor=(0.5, -0.1), ncols=3, columnspacing=1.2)
    return as_block(canvas, alt=_in_words(found, target, broken), caption="Taux d’I999 en UCD au fil des années")


def _draw_rates(axes: Axes, found: Sequence[Year], broken: Rule | None) -> None:
    """Draw the rate; the line is cut at the break, whose year is partly of each side."""
    when = broken.since.year if broken is not None else None
    sides = (
        [found]
        if when is None
        else [[each for each in found if each.year < when], [each for each in found if each.year > when]]
    )
    for side in sides:
        axes.plot(
            [each.year for each in side],
            [float(each.in_ucd or 0) for each in side],
            color=_INK,
            linewidth=1.6,
            zorder=3,
        )
    axes.plot(
        [each.year for each in found], [float(each.in_ucd or 0) for each in found], marker="o", linestyle="none", color=_INK,
        label="I999 (hors AMM)", zorder=4,
    )  # fmt: skip
    for each in found:
        place = (each.year, float(each.in_ucd or 0))
        axes.annotate(
            french.percent(each.in_ucd), place, xytext=(0, -15), textcoords="offset points", ha="center", fontsize=8.5,
            bbox=_PAPER, zorder=5,
        )  # fmt: skip


# the figures stay readable over the lines
_PAPER = {"facecolor": "white", "edgecolor": "none", "pad": 0.3, "alpha": 0.85}


def _draw_together(axes: Axes, found: Sequence[Year]) -> None:
    """Draw I999 and I997 together, which read across the break; named only where they differ from the rate."""
    if not found:
        return
    axes.plot(
        [each.year for each in found], [float(each.with_mirror or 0) for each in found], marker="s", markersize=9,
        linestyle=":", color=_INK, markerfacecolor="white", label="I999 et I997 réunies", zorder=2,
    )  # fmt: skip
    for each in found:
        if each.with_mirror != each.in_ucd:
            place = (each.year, float(each.with_mirror or 0))
            axes.annotate(
                french.percent(each.with_mirror), place, xytext=(0, 9), textcoords="offset points", ha="center",
                fontsize=8.5, bbox=_PAPER, zorder=5,
            )  # fmt: skip


def _in_words(found: Sequence[Year], target: Rule | None, broken: Rule | None) -> str:
    told = [f"Taux d’I999 en UCD : {', '.join(f'{french.percent(each.in_ucd)} en {each.year}' for each in found)}."]
    together = [each for each in found if each.with_mirror is not None]
    if together:
        told.append(
            f"I999 et I997 réunies : {', '.join(f'{french.percent(each.with_mirror)} en {each.year}' for each in together)}."
        )
    if target is not None:
        told.append(f"Objectif : {french.percent(target.amount)}.")
    if broken is not None:
        told.append(f"Rupture du {french.day(broken.since)} : {broken.text}.")
    return " ".join(told)
