"""MO: what its page shows beside the common sections: the verdict's figures, initiations, anomalies, series."""

from collections import Counter
from collections.abc import Sequence
from fractions import Fraction

from matplotlib.ticker import MaxNLocator

from caqes_eval.families import objectives
from caqes_eval.families.mo import anomalies, exhaustiveness, harmonised, initiations, judgement, pairs, rates, settings
from caqes_eval.families.mo.received import total
from caqes_eval.families.quantities import shown
from caqes_eval.families.result import IndicatorResult
from caqes_eval.foundation import french
from caqes_eval.notebook import sections, values
from caqes_eval.notebook.blocks import Block, Column, sentences, table
from caqes_eval.notebook.evaluation import Evaluation
from caqes_eval.notebook.families.mo_series import years_figure, years_table
from caqes_eval.notebook.figures import as_block, new_canvas, position_figure
from caqes_eval.regulation.parameters.shown import rule_words

__all__ = [
    "anomalies_table", "computed_table", "dci_figure", "dci_table", "details_table", "exhaustiveness_table",
    "indications_table", "objective_table", "position", "products_table", "results_table", "years_figure", "years_table",
]  # fmt: skip

MOST = 10
_SIGNS = {True: "✔ sous l’objectif", False: "✘ pas sous l’objectif", None: "? non connu"}
_NONE_BEGUN = "Aucune initiation hors AMM n’est connue pour l’année."


def _main(evaluation: Evaluation) -> list[IndicatorResult]:
    return [result for result in evaluation.result.results if not result.part]


def results_table(evaluation: Evaluation) -> Block:
    """The results of the year; half-years, kinds and substances come further down."""
    ordered = sorted(_main(evaluation), key=lambda result: result.indicator != judgement.OBJECTIVE)
    return sections.results_of(ordered, f"Résultats de l’année {evaluation.case.year}")


def position(evaluation: Evaluation) -> Block:
    """The position of the rates of the year; growths are no rates."""
    drawn = {rates.RATE, rates.AMOUNT_RATE, rates.COMPARABLE_RATE, initiations.ARGUED, anomalies.FOLLOWED}
    return position_figure([result for result in _main(evaluation) if result.indicator in drawn])


def details_table(evaluation: Evaluation) -> Block:
    """The rates by half-year, and under each handling of I999998."""
    prefixes = (rates.HALF_RATE, rates.HALF_AMOUNT_RATE, rates.RESEARCH_RATE, initiations.HALF_ARGUED)
    found = [each for each in evaluation.result.results if each.part and each.indicator.startswith(prefixes)]
    if not found:
        return sentences([], empty="Ni semestre ni recherche à détailler : les lignes du PMSI ne sont pas connues.")
    return sections.results_of(found, f"Par semestre et selon la place des I999998, {evaluation.case.year}")


def objective_table(evaluation: Evaluation) -> Block:
    """Every way of counting that the texts leave open, beside the objective: the verdict needs them all on one side."""
    case = evaluation.case
    rule, known = objectives.find(case.law, settings.TARGET).rule, judgement.ways(case)
    verdict = next(each for each in evaluation.result.results if each.indicator == judgement.OBJECTIVE)
    if rule is None or verdict.outcome == "non concerné":
        return sentences([], empty=verdict.reason)
    rows = [
        [
            french.capital(way.label), french.percent(way.value, 2) if way.value is not None else "non connu", rule_words(rule),
            _SIGNS[way.met], way.lacking or french.ABSENT,
        ]
        for way in known
    ]  # fmt: skip
    rows.append(
        ["Jugement", "", rule_words(rule), values.OUTCOME_SIGNS[verdict.outcome], verdict.reason or french.ABSENT]
    )
    columns = [Column("Calcul"), Column("Taux", "figures"), Column("Objectif"), Column("Résultat"), Column("À savoir")]
    return table("L’objectif du taux d’I999, selon chaque calcul possible", columns, rows)


def exhaustiveness_table(evaluation: Evaluation) -> Block:
    """The PMSI and the return side by side: UCD given, patients begun; the two do not divide."""
    rows = [
        [
            f"{side.half} {evaluation.case.year}", _or_unknown(side.ucd, "UCD"), _or_unknown(side.euros, "€"),
            "non connu" if side.begun is None else french.number(side.begun), side.remark or french.ABSENT,
        ]
        for side in exhaustiveness.halves(evaluation.case)
    ]  # fmt: skip
    columns = [
        Column("Semestre"), Column("I999999 au PMSI, UCD", "figures"), Column("I999999 au PMSI, euros", "figures"),
        Column("Initiations au recueil", "figures"), Column("À savoir"),
    ]  # fmt: skip
    return table(
        "Deux témoins côte à côte : des UCD administrées, des patients initiés (ils ne se divisent pas)", columns, rows
    )


def _or_unknown(amount: Fraction | None, noun: str) -> str:
    return "non connu" if amount is None else shown(amount, noun)


def products_table(evaluation: Evaluation) -> Block:
    """The products given off label the most."""
    found = exhaustiveness.products(evaluation.case)
    if not found:
        return sentences([], empty="Aucune UCD codée I999999 n’est connue pour l’année.")
    whole = total(each.quantity for each in found) or Fraction(1)
    rows = [
        [
            each.substance or "non connue", each.ucd, shown(each.quantity, "UCD"), french.percent(each.quantity / whole),
            french.percent(each.of_its_own), _or_unknown(each.amount, "€"), french.number(each.begun),
        ]
        for each in found[:MOST]
    ]  # fmt: skip
    columns = [
        Column("DCI, d’après le recueil"), Column("UCD7", "code"), Column("UCD I999999", "figures"),
        Column("Part des I999999", "figures"), Column("Part de ses propres UCD", "figures"), Column("Euros", "figures"),
        Column("Initiations de cette UCD", "figures"),
    ]  # fmt: skip
    told = exhaustiveness.unnamed(evaluation.case)
    caption = f"Les produits qui font les I999999 ({_of(len(rows), len(found))}){f'. {told}' if told else ''}"
    return table(caption, columns, rows)


def _of(count: int, whole: int) -> str:
    return french.number(whole) if count == whole else f"{french.number(count)} sur {french.number(whole)}"


def _top(evaluation: Evaluation) -> tuple[list[tuple[str, int]], list[initiations.Initiation]]:
    lines = initiations.of_year(evaluation.case)
    return initiations.by_dci(lines), lines


def dci_table(evaluation: Evaluation) -> Block:
    """The substances begun off label, as they were declared beside their common name; the rest on one line."""
    found, lines = _top(evaluation)
    if not found:
        return sentences([], empty=_NONE_BEGUN)
    written: dict[str, Counter[str]] = {}
    for each in lines:
        if each.off_label:
            written.setdefault(harmonised.slug(each.dci or initiations.UNNAMED), Counter())[each.written] += 1
    rows = [
        [
            name,
            _ways(written[harmonised.slug(name)]),
            french.number(number),
            french.percent(initiations.share(number, lines)),
        ]
        for name, number in found[:MOST]
    ]
    if len(found) > MOST:
        rest = sum(number for _, number in found[MOST:])
        names = french.plural(len(found) - MOST, "autre DCI", "autres DCI")
        rows.append([names, "", french.number(rest), french.percent(initiations.share(rest, lines))])
    mirrored = sum(not each.off_label for each in lines)
    caption = f"Initiations hors AMM par DCI ; à part, {french.plural(mirrored, 'initiation')} en AMM miroir (I999997)"
    columns = [
        Column("DCI"),
        Column("Écrit dans le recueil"),
        Column("Initiations", "figures"),
        Column("Part", "figures"),
    ]
    return table(caption, columns, rows)


def _ways(written: Counter[str]) -> str:
    ways = sorted(written.items(), key=lambda item: (-item[1], item[0]))
    return " ; ".join(way or "non renseignée" for way, _ in ways)


def dci_figure(evaluation: Evaluation) -> Block:
    """The substances begun off label, as bars; the table holds the same figures."""
    found, _ = _top(evaluation)
    drawn = found[:MOST]
    if not drawn:
        return sentences([], empty=f"Pas de figure. {_NONE_BEGUN}")
    canvas = new_canvas(0.9 + 0.34 * len(drawn))
    axes = canvas.add_subplot()
    numbers = [number for _, number in drawn]
    axes.barh(range(len(drawn)), numbers, color="#c9ced6", edgecolor="#1b1b1b", hatch="//", height=0.62)
    for row, number in enumerate(numbers):
        axes.annotate(
            french.number(number), (number, row), xytext=(4, 0), textcoords="offset points", va="center", fontsize=9
        )
    axes.set_yticks(range(len(drawn)), [name for name, _ in drawn], fontsize=9)
    axes.invert_yaxis()
    axes.set_xlim(0, max(numbers) * 1.12)
    axes.set_xlabel("Initiations hors AMM déclarées", fontsize=8.5)
    axes.xaxis.set_major_locator(MaxNLocator(integer=True))
    for side in ("top", "right"):
        axes.spines[side].set_visible(False)
    alt = f"Initiations hors AMM par DCI : {', '.join(f'{name} {french.number(number)}' for name, number in drawn)}."
    return as_block(canvas, alt=alt, caption=f"Les DCI les plus initiées hors AMM ({_of(len(drawn), len(found))})")


def indications_table(evaluation: Evaluation) -> Block:
    """The four levels of indication under their common names, with what was declared beside."""
    begun = [each for each in initiations.of_year(evaluation.case) if each.off_label]
    if not begun:
        return sentences([], empty=_NONE_BEGUN)
    found = harmonised.gathered(each.levels for each in begun)
    rows = [
        [*(name or french.ABSENT for name in each.names), " ; ".join(each.written), french.number(each.count)]
        for each in found
    ]
    columns = [
        Column("Niveau 1"), Column("Niveau 2"), Column("Niveau 3"), Column("Niveau 4"), Column("Déclaré"),
        Column("Initiations", "figures"),
    ]  # fmt: skip
    return table(
        "Indications, libellé commun (table proposée par l’équipe, à valider) et ce qui a été déclaré", columns, rows
    )


def anomalies_table(evaluation: Evaluation) -> Block:
    """The anomalies declared, by kind and cause."""
    lines = anomalies.of_year(evaluation.case)
    if not lines:
        number = next(each for each in evaluation.result.results if each.indicator == anomalies.COUNT)
        return sentences(
            [], empty=number.reason if number.value is None else "Aucune anomalie de codage n’est déclarée."
        )
    groups: dict[tuple[str, str], list[anomalies.Anomaly]] = {}
    for each in lines:
        groups.setdefault((anomalies.label("anomaly", each.kind), anomalies.label("cause", each.cause)), []).append(
            each
        )
    rows = [[*kind, *_summed(found)] for kind, found in sorted(groups.items())]
    rows.append(["Total", "", *_summed(lines)])
    columns = [
        Column("Type"), Column("Cause"), Column("Lignes", "figures"), Column("UCD", "figures"), Column("Euros", "figures"),
        Column("Suivies", "figures"),
    ]  # fmt: skip
    return table("Anomalies de codage déclarées, par type et par cause", columns, rows)


def _summed(found: Sequence[anomalies.Anomaly]) -> list[str]:
    return [
        french.number(len(found)), _or_unknown(total(each.quantity for each in found), "UCD"),
        _or_unknown(total(each.amount for each in found), "€"), french.number(sum(each.followed for each in found)),
    ]  # fmt: skip


def computed_table(evaluation: Evaluation) -> Block:
    """The anomalies that the PMSI shows against the reference, the dearest first."""
    number = next(each for each in evaluation.result.results if each.indicator == pairs.COUNT)
    found = pairs.wrong(evaluation.case) if number.value else []
    if not found:
        return sentences([], empty=number.reason if number.value is None else "Le PMSI ne montre aucune anomalie.")
    found.sort(key=lambda each: (-(each.amount or 0), each.ucd, each.indication, each.month))
    rows = [
        [
            pairs.KINDS[each.kind], each.ucd, each.indication or "absent",
            f"{each.month:02d}/{evaluation.case.year}" if each.month else "non connu", french.number(each.lines),
            _or_unknown(each.quantity, "UCD"), _or_unknown(each.amount, "€"),
        ]
        for each in found[:MOST]
    ]  # fmt: skip
    columns = [
        Column("Type"), Column("UCD7", "code"), Column("Indication", "code"), Column("Mois", "code"), Column("Lignes", "figures"),
        Column("UCD", "figures"), Column("Euros", "figures"),
    ]  # fmt: skip
    caption = f"Anomalies recalculées sur le PMSI, comme le tableau 1.V.2.VMED-F ({_of(len(rows), len(found))})"
    return table(caption, columns, rows)
