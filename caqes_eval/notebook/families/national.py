"""National indicators and relevance: the sections proper to the family."""

import re
from dataclasses import replace
from fractions import Fraction

from matplotlib.axes import Axes

from caqes_eval.families.extracts import total, year_rows
from caqes_eval.families.national import open_phmev
from caqes_eval.families.national.ezetimibe import EZETIMIBE, ended
from caqes_eval.families.national.indicator import Compared
from caqes_eval.families.national.indicators import INDICATORS, bound
from caqes_eval.families.national.ipp import IPP
from caqes_eval.families.national.medicines import DETAIL
from caqes_eval.families.result import FindingRecord
from caqes_eval.foundation import french
from caqes_eval.notebook import values
from caqes_eval.notebook.blocks import Block, Column, sentences, table
from caqes_eval.notebook.evaluation import TO_PROVIDE, Evaluation
from caqes_eval.notebook.figures import as_block, new_canvas
from caqes_eval.notebook.sections import results_of

_INK = "#1b1b1b"
_KEY = re.compile(r"règle «\s*([a-z0-9_.]+)\s*»")


def of_the_contract(evaluation: Evaluation) -> Evaluation:
    """Return the evaluation with only what concerns the indicators of the contract, so that the page stays short.

    The others take one line, see :func:`not_in_contract`; the whole evaluation is the one to glue.
    """
    others = {each.contract for each in INDICATORS} - {each.contract for each in bound(evaluation.case)}
    family = replace(
        evaluation.family,
        definitions=tuple(each for each in evaluation.family.definitions if each.contract not in others),
    )
    result = evaluation.result.model_copy(
        update={
            "results": tuple(each for each in evaluation.result.results if each.contract not in others),
            "rules": tuple(each for each in evaluation.result.rules if not others & set(each.key.split("."))),
            "findings": tuple(each for each in evaluation.result.findings if not _asks_about(each, others)),
        }
    )
    return replace(evaluation, family=family, result=result)


def _asks_about(finding: FindingRecord, contracts: set[str]) -> bool:
    """Say whether a finding asks for a figure of an indicator that does not bind the establishment."""
    key = _KEY.search(finding.sentence) if finding.code == TO_PROVIDE else None
    return key is not None and bool(contracts & set(key[1].split(".")))


def results_table(evaluation: Evaluation) -> Block:
    """The results of the contract, indicator by indicator, its plan last, without the detail of their parts."""
    own = [each for each in of_the_contract(evaluation).result.results if not each.part]
    if not own:
        return sentences([], empty="Aucun de ces indicateurs n’est au contrat de l’établissement.")
    order = [each.contract for each in INDICATORS]
    own.sort(key=lambda each: (order.index(each.contract), each.indicator.endswith(".action_plan")))
    return results_of(own, f"Résultats de l’année {evaluation.inputs.context.year}")


def not_in_contract(evaluation: Evaluation) -> Block:
    """One line: the indicators of the family that do not bind the establishment."""
    held = {each.contract for each in bound(evaluation.case)}
    names = [each.label for each in evaluation.result.results if each.contract not in held]
    if not names:
        return sentences([], empty="Tous les indicateurs de cette famille sont au contrat.")
    return sentences([], empty=f"Pas au contrat de l’établissement pour l’année évaluée : {', '.join(names)}.")


def details_table(evaluation: Evaluation) -> Block:
    """The rates of each mode of infusion and of each family of acts."""
    parts = [each for each in of_the_contract(evaluation).result.results if each.part]
    if not parts:
        return sentences([], empty="Les données reçues ne distinguent ni mode de perfusion ni famille d’actes.")
    return results_of(parts, "Détail par mode de perfusion et par famille d’actes")


def witness_table(evaluation: Evaluation) -> Block:
    """What Open PHMEV counts beside the extract, and what it hides."""
    case = evaluation.case
    followed = [each for each in (IPP, EZETIMIBE) if case.binds(each.contract) and (each is IPP or not ended(case))]
    rows = []
    for each in followed:
        found = open_phmev.count(case, each.contract)
        if found is None:
            continue
        read = year_rows(case, each.source.code, detail=DETAIL)
        boxes, euros = total(read, "boxes", "le nombre de boîtes"), total(read, "amount", "le montant remboursé")
        rows.append(
            [
                f"{each.name} : boîtes",
                french.number(boxes.value),
                french.number(found.boxes),
                french.number(found.hidden_boxes),
            ]
        )
        rows.append(
            [
                f"{each.name} : remboursé", french.euros(euros.value), french.euros(found.euros),
                french.euros(Fraction(found.hidden_cents, 100)),
            ]
        )  # fmt: skip
    if not rows:
        return sentences(
            [], empty="Pas de témoin : Open PHMEV ne sert qu’aux IPP et à l’ézétimibe, quand il est fourni."
        )
    columns = [
        Column("Mesure"), Column("Extraction de la caisse", "figures"), Column("Open PHMEV", "figures"),
        Column("Caché par le secret statistique, toutes classes", "figures"),
    ]  # fmt: skip
    return table("L’extraction de la caisse juge ; Open PHMEV est un témoin", columns, rows)


def compared(evaluation: Evaluation) -> list[Compared]:
    """Return the figures of the year and of the one before, of the indicators of the contract."""
    return [found for each in bound(evaluation.case) for found in each.compared(evaluation.case)]


def change_table(evaluation: Evaluation) -> Block:
    """The spending or the rate of each indicator, the year before and the year evaluated."""
    rows = compared(evaluation)
    if not rows:
        return sentences([], empty="Aucun indicateur de cette famille ne se compare d’une année à l’autre.")
    year = evaluation.inputs.context.year
    columns = [
        Column("Indicateur"), Column(str(year - 1), "figures"), Column(str(year), "figures"), Column("Évolution", "figures"),
    ]  # fmt: skip
    cells = [
        [each.label, _shown(each.previous, each.unit), _shown(each.current, each.unit), change_words(each)]
        for each in rows
    ]
    return table(f"De {year - 1} à {year}", columns, cells)


def change_words(each: Compared) -> str:
    """Return a change in words: ``−5,0 %`` of euros, ``+1,2 point`` of a rate."""
    if each.change is None:
        return french.ABSENT
    if each.unit == "proportion":
        return french.points(each.change)
    sign = "+" if each.change > 0 else "−" if each.change < 0 else ""
    return f"{sign}{french.percent(abs(each.change))}"


def _shown(value: Fraction | None, unit: str) -> str:
    return "non connu" if value is None else values.in_unit(value, unit)


def change_figure(evaluation: Evaluation) -> Block:
    """The same as bars, each indicator on its own scale; an indicator with a year unknown is not drawn."""
    drawn = [each for each in compared(evaluation) if each.previous is not None and each.current is not None]
    if not drawn:
        return sentences([], empty="Pas de figure : aucun indicateur n’est connu pour les deux années.")
    year = evaluation.inputs.context.year
    canvas = new_canvas(0.5 + 0.85 * len(drawn))
    for rank, each in enumerate(drawn, start=1):
        _draw(canvas.add_subplot(len(drawn), 1, rank), each, year)
    caption = f"{year - 1} (hachures) et {year} (plein) : chaque indicateur a son échelle, qui part de zéro"
    return as_block(canvas, alt=" ".join(_in_words(each, year) for each in drawn), caption=caption)


def _draw(axes: Axes, each: Compared, year: int) -> None:
    before, now = float(each.previous or 0), float(each.current or 0)
    axes.barh([0], [before], height=0.7, color="white", edgecolor=_INK, hatch="////", linewidth=1)
    axes.barh([1], [now], height=0.7, color="#4a4a4a", edgecolor=_INK, linewidth=1)
    for row, value, shown in ((0, before, each.previous), (1, now, each.current)):
        axes.annotate(
            values.in_unit(shown, each.unit), (max(value, 0), row), xytext=(4, 0), textcoords="offset points",
            va="center", fontsize=8.5, color=_INK,
        )  # fmt: skip
    axes.set_yticks([0, 1], [str(year - 1), str(year)], fontsize=8.5)
    axes.set_ylim(1.55, -0.55)
    # room for the figure beside the longest bar
    axes.set_xlim(0, max(before, now, 0) * 1.3 or 1)
    axes.set_xticks([])
    axes.set_title(f"{each.label} ({change_words(each)})", fontsize=9, loc="left")
    for side in ("top", "right", "bottom"):
        axes.spines[side].set_visible(False)
    axes.tick_params(axis="y", length=0)


def _in_words(each: Compared, year: int) -> str:
    return (
        f"{each.label} : {_shown(each.previous, each.unit)} en {year - 1}, {_shown(each.current, each.unit)} en {year} "
        f"({change_words(each)})."
    )
