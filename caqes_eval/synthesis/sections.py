"""The sections of the regional synthesis, each one a block."""

from collections.abc import Sequence
from datetime import date
from math import ceil, floor, log10

from matplotlib.axes import Axes
from matplotlib.ticker import FuncFormatter, NullFormatter

from caqes_eval.dossier.results import NOT_YET
from caqes_eval.families.biosimilars.indicators import RATE as BIOSIMILAR_RATE
from caqes_eval.families.registry import family
from caqes_eval.families.result import IndicatorResult
from caqes_eval.foundation import french
from caqes_eval.notebook import blocks, sections, values
from caqes_eval.notebook.blocks import Block, Column
from caqes_eval.notebook.figures import as_block, new_canvas
from caqes_eval.synthesis.collect import RegionalSynthesis
from caqes_eval.synthesis.summary import IndicatorSummary, summarise

_INK = "#1b1b1b"


def identity_card(synthesis: RegionalSynthesis) -> Block:
    """Which campaign, how many evaluations."""
    index = synthesis.index
    entries = [
        ("Campagne", index.campaign_title),
        ("Période évaluée", f"année {index.year}"),
        ("Familles", ", ".join(family(code).title for code in index.families)),
        ("Établissements évalués", partial(synthesis)),
        ("Évaluation établie le", french.day(date.fromisoformat(index.evaluation_date))),
        ("Outil", f"caqes-eval {index.tool_version}"),
    ]
    return sections.card(entries)


def indicators_table(synthesis: RegionalSynthesis) -> Block:
    """Each indicator over the region."""
    columns = [
        Column("Indicateur"),
        Column("Établissements avec une valeur, sur ceux de la campagne", "figures"),
        Column("Ensemble", "figures"),
        Column("Médiane", "figures"),
        Column("Moitié centrale"),
        Column("Atteint", "figures"),
        Column("Non atteint", "figures"),
        Column("Petit volume ou non calculable", "figures"),
    ]
    rows = [_indicator_row(synthesis, code) for code in synthesis.indicators() if not _is_molecule(code)]
    caption = f"Les indicateurs ; établissements évalués : {partial(synthesis)}"
    if _some_target_pending(synthesis):
        caption += " ; objectifs à valider avant toute décision"
    return blocks.table(caption, columns, rows)


def molecules_table(synthesis: RegionalSynthesis) -> Block:
    """The biosimilar rate of each molecule over the region."""
    columns = [
        Column("Molécule"),
        Column("Biosimilaires (boîtes)", "figures"),
        Column("Total (boîtes)", "figures"),
        Column("Taux de la région", "figures"),
        Column("Atteint", "figures"),
        Column("Non atteint", "figures"),
        Column("Petit volume", "figures"),
    ]
    rows = []
    for code in sorted(code for code in synthesis.indicators() if _is_molecule(code)):
        results = [result for _, result in synthesis.of(code)]
        summary = summarise(results)
        rows.append(
            [
                results[0].label.split(" : ")[-1],
                french.number(sum(result.numerator or 0 for result in results)),
                french.number(sum(result.denominator or 0 for result in results)),
                french.percent(summary.overall),
                *_counts(summary, "atteint", "non atteint", "petit volume"),
            ]
        )
    if not rows:
        return blocks.sentences([], empty="Aucune molécule suivie dans les données.")
    return blocks.table("Recours aux biosimilaires par molécule", columns, rows)


def establishments_table(synthesis: RegionalSynthesis) -> Block:
    """One line per establishment, in the order of the campaign: no ranking."""
    pending = " ; objectifs à valider" if _some_target_pending(synthesis) else ""
    codes = [code for code in synthesis.indicators() if not _is_molecule(code)]
    labels = {result.indicator: result.label for each in synthesis.results for result in each.results}
    columns = [Column("Établissement"), Column("FINESS", "code"), *(Column(labels[code], "figures") for code in codes)]
    cells = {(each.finess, result.indicator): _short(result) for each in synthesis.results for result in each.results}
    rows = [
        [name, finess, *(cells.get((finess, code), french.ABSENT) for code in codes)]
        for finess, name in synthesis.index.names.items()
    ]
    return blocks.table(
        f"Résultats de chaque établissement (✔ objectif atteint, ✘ non atteint, ○ non jugé{pending})", columns, rows
    )


def figure(synthesis: RegionalSynthesis) -> Block:
    """Rates against volumes: a small establishment is expected to vary more."""
    codes = [
        code
        for code in synthesis.indicators()
        if not _is_molecule(code)
        and any(result.unit == "proportion" and result.value is not None for _, result in synthesis.of(code))
    ]
    if not codes:
        return blocks.sentences([], empty="Pas de figure : aucun taux n’est calculable.")
    canvas = new_canvas(2.7 * len(codes))
    words = []
    for position, code in enumerate(codes, start=1):
        results = [result for _, result in synthesis.of(code) if result.value is not None]
        _scatter(canvas.add_subplot(len(codes), 1, position), results)
        words.append(_scatter_in_words(results))
    caption = "Chaque losange est un établissement : son taux selon son volume de boîtes (échelle logarithmique)"
    return as_block(canvas, alt=" ".join(words), caption=caption)


def points_to_see(synthesis: RegionalSynthesis) -> Block:
    """What an analyst settles before sending the reports."""
    index = synthesis.index
    items = []
    if index.stale:
        items.append(
            "Évaluations faites avec d’autres fichiers, d’autres règles ou une autre région qu’aujourd’hui, à refaire par "
            f"« caqes run » sans restriction : {', '.join(index.stale)}."
        )
    items += _waiting(synthesis)
    items += [f"{finding.severity.value.capitalize()} : {finding.sentence}" for finding in index.findings]
    if index.uncovered:
        items.append(
            f"{french.plural(len(index.uncovered), 'établissement')} du fichier hors de la campagne : {', '.join(index.uncovered)}."
        )
    pending = {rule.key: rule for each in synthesis.results for rule in each.rules if rule.status == "to_validate"}
    items += [sections.pending_rule(pending[key]) for key in sorted(pending)]
    return blocks.sentences(items, empty="Rien à signaler.")


def _waiting(synthesis: RegionalSynthesis) -> list[str]:
    """Say in one line how many evaluations were not made yet, then each of those that could not be."""
    missing = synthesis.index.missing
    not_yet = sum(each.status == NOT_YET.status for each in missing)
    items = [f"{french.plural(not_yet, 'évaluation')} pas encore faites : lancez « caqes run »."] if not_yet else []
    return items + [
        f"{each.name} ({each.finess}), {family(each.family).title} : {each.status}. {each.message}"
        for each in missing
        if each.status != NOT_YET.status
    ]


def partial(synthesis: RegionalSynthesis) -> str:
    """Return how many establishments are evaluated, and whether the synthesis is only partial."""
    evaluated, total = len({each.finess for each in synthesis.results}), len(synthesis.index.names)
    return f"{evaluated} sur {total}" + (" — synthèse PARTIELLE" if evaluated < total else "")


def _some_target_pending(synthesis: RegionalSynthesis) -> bool:
    return any(
        result.target is not None and result.target.status == "to_validate"
        for each in synthesis.results
        for result in each.results
    )


def rules_table(synthesis: RegionalSynthesis) -> Block:
    """The rules that decided, over all families."""
    rules = {rule.key: rule for each in synthesis.results for rule in each.rules}
    return sections.table_of_rules([rules[key] for key in sorted(rules)])


def sources_table(synthesis: RegionalSynthesis) -> Block:
    """The files the campaign rests on."""
    return sections.table_of_sources(synthesis.index.sources)


def _indicator_row(synthesis: RegionalSynthesis, code: str) -> list[str]:
    results = [result for _, result in synthesis.of(code)]
    unit, summary = results[0].unit, summarise(results)
    half = french.ABSENT
    if summary.p25 is not None and summary.p75 is not None:
        half = f"{values.in_unit(summary.p25, unit)} à {values.in_unit(summary.p75, unit)}"
    not_judged = summary.outcomes["petit volume"] + summary.outcomes["non calculable"]
    return [
        results[0].label,
        f"{summary.valued} sur {len(synthesis.index.names)}",
        values.in_unit(summary.overall, unit),
        values.in_unit(summary.median, unit),
        half,
        *_counts(summary, "atteint", "non atteint"),
        str(not_judged),
    ]


def _counts(summary: IndicatorSummary, *outcomes: str) -> list[str]:
    if summary.outcomes["sans objectif"]:
        return [french.ABSENT for _ in outcomes]
    return [str(summary.outcomes[outcome]) for outcome in outcomes]


def _is_molecule(code: str) -> bool:
    return code.startswith(f"{BIOSIMILAR_RATE}.")


def _short(result: IndicatorResult) -> str:
    sign = values.OUTCOME_SIGNS[result.outcome].split(" ")[0]
    if result.value is None:
        return "non calculable"
    # an indicator without objective needs no sign
    return values.value(result) if result.outcome == "sans objectif" else f"{values.value(result)} {sign}"


def _scatter(axes: Axes, results: Sequence[IndicatorResult]) -> None:
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
    axes.set_title(results[0].label, fontsize=10, loc="left")
    axes.set_xlabel("boîtes au dénominateur", fontsize=8.5)
    axes.grid(color="#e3e6ea", linewidth=0.8)
    axes.set_axisbelow(True)
    axes.legend(fontsize=8, loc="upper left", bbox_to_anchor=(1.01, 1), frameon=False)


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
