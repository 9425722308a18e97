"""The tables of the regional synthesis, family by family."""

from collections import Counter
from collections.abc import Iterator, Sequence

from caqes_eval.families.registry import family
from caqes_eval.families.result import FamilyResult, IndicatorResult
from caqes_eval.foundation import french
from caqes_eval.notebook import blocks, values
from caqes_eval.notebook.blocks import Block, Column
from caqes_eval.notebook.sections import MOST_SHOWN
from caqes_eval.synthesis.collect import RegionalSynthesis
from caqes_eval.synthesis.sections import partial
from caqes_eval.synthesis.summary import IndicatorSummary, summarise

FEWEST_IN_QUARTERS = 5
_MEASURED = 4
Found = list[tuple[FamilyResult, IndicatorResult]]


def indicators_table(synthesis: RegionalSynthesis) -> Block:
    """Each indicator over the region, a table per family."""
    return _stacked(
        [_family_table(synthesis, code) for code in synthesis.index.families], empty="Aucun indicateur n’a été évalué."
    )


def _family_table(synthesis: RegionalSynthesis, code: str) -> Block | None:
    found = [each for each in _indicators(synthesis, code) if each[0][1].unit != "mention"]
    if not found:
        return None
    evaluated = len({each.finess for each in synthesis.results if each.family == code})
    caption = f"{family(code).title} ; {french.plural(evaluated, 'établissement évalué', 'établissements évalués')}"
    if "PARTIELLE" in partial(synthesis):
        caption += " (synthèse PARTIELLE)"
    if _some_target_pending(synthesis, code):
        caption += " ; objectifs à valider avant toute décision"
    if len(found) <= MOST_SHOWN + 2:
        return _summary_table(caption, found)
    first = sorted(range(len(found)), key=lambda place: not _any_judged(found[place]))[:MOST_SHOWN]
    others = [each for place, each in enumerate(found) if place not in first]
    more = _summary_table(f"{family(code).title} : autres mesures", others)
    return blocks.stacked(
        _summary_table(caption, [found[place] for place in sorted(first)]),
        blocks.folded(f"{family(code).title} : autres mesures ({len(others)})", more),
    )


def _summary_table(caption: str, found: Sequence[Found]) -> Block:
    columns = [
        Column("Indicateur"), Column("Avec une valeur", "figures"), Column("Ensemble", "figures"),
        Column("Médiane", "figures"), Column("Moitié centrale"), Column("Atteint", "figures"),
        Column("Non atteint", "figures"), Column("Données insuffisantes", "figures"),
        Column("Petit volume ou non calculable", "figures"),
    ]  # fmt: skip
    rows = [_indicator_row(each) for each in found]
    # a column of counts where there is nothing to count is not shown
    kept = [
        place for place in range(len(columns))
        if place < _MEASURED or any(row[place] not in ("0", french.ABSENT) for row in rows)
    ]  # fmt: skip
    return blocks.table(caption, [columns[place] for place in kept], [[row[place] for place in kept] for row in rows])


def _any_judged(found: Found) -> bool:
    return any(_judged(result) for _, result in found)


def answers_table(synthesis: RegionalSynthesis) -> Block:
    """What is answered in words (action plans, référentiels): how many establishments say what."""
    rows = []
    for code in synthesis.index.families:
        for found in _indicators(synthesis, code):
            told = [result for _, result in found if result.unit == "mention" and result.outcome != "non concerné"]
            counts = Counter(result.answer or result.outcome for result in told)
            if told:
                said = " ; ".join(f"{answer} : {count}" for answer, count in counts.most_common())
                rows.append([told[0].label, str(len(told)), said])
    if not rows:
        return blocks.sentences([], empty="Aucun indicateur ne se répond en mots.")
    columns = [Column("Indicateur"), Column("Établissements concernés", "figures"), Column("Réponses")]
    return blocks.table("Plans d’actions, référentiels et autres réponses en mots", columns, rows)


def parts_table(synthesis: RegionalSynthesis) -> Block:
    """The detail of indicators by molecule, axis or mode, over the region."""
    return _stacked(
        [_parts_of(synthesis, code) for code in synthesis.index.families],
        empty="Aucun indicateur n’est détaillé dans les données.",
    )


def _parts_of(synthesis: RegionalSynthesis, code: str) -> Block | None:
    columns = [
        Column("Détail"), Column("Établissements", "figures"), Column("Numérateur", "figures"),
        Column("Dénominateur", "figures"), Column("Ensemble de la région", "figures"), Column("Atteint", "figures"),
        Column("Non atteint", "figures"),
    ]  # fmt: skip
    rows = []
    for found in _indicators(synthesis, code, parts=True):
        results = [result for _, result in found if result.value is not None]
        if not results:
            continue
        summary = summarise(results)
        rows.append(
            [
                results[0].label,
                str(len(results)),
                french.number(sum(result.numerator or 0 for result in results)),
                _summed(results),
                values.in_unit(summary.overall, results[0].unit),
                *_counts(summary, "atteint", "non atteint"),
            ]
        )
    return blocks.table(f"{family(code).title}, en détail", columns, rows) if rows else None


def _summed(results: Sequence[IndicatorResult]) -> str:
    known = [result.denominator for result in results if result.denominator is not None]
    return french.number(sum(known)) if known else french.ABSENT


def establishments_table(synthesis: RegionalSynthesis) -> Block:
    """One line per establishment, in the order of the campaign: no ranking; a table per family."""
    return _stacked(
        [_establishments_of(synthesis, code) for code in synthesis.index.families],
        empty="Aucun établissement n’a été évalué.",
    )


def _establishments_of(synthesis: RegionalSynthesis, code: str) -> Block | None:
    shown = [found for found in _indicators(synthesis, code) if any(_judged(result) for _, result in found)]
    shown = shown or list(_indicators(synthesis, code))[:3]
    evaluated = {each.finess: each for each in synthesis.results if each.family == code}
    if not evaluated:
        return None
    scored = any(each.points for each in evaluated.values())
    columns = [
        Column("Établissement"), Column("FINESS", "code"), *(Column(found[0][1].label, "figures") for found in shown),
        *([Column("Points", "figures")] if scored else []),
    ]  # fmt: skip
    cells = {(each.finess, result.indicator): _short(result) for found in shown for each, result in found}
    rows = [
        [
            name, finess, *(cells.get((finess, found[0][1].indicator), french.ABSENT) for found in shown),
            *([_points(evaluated[finess])] if scored else []),
        ]
        for finess, name in synthesis.index.names.items() if finess in evaluated
    ]  # fmt: skip
    pending = " ; objectifs à valider" if _some_target_pending(synthesis, code) else ""
    caption = f"{family(code).title} : ✔ objectif atteint, ✘ non atteint, ○ non jugé{pending}"
    return blocks.table(caption, columns, rows)


def _judged(result: IndicatorResult) -> bool:
    return result.target is not None or bool(result.conditions)


def _points(result: FamilyResult) -> str:
    if result.points is None:
        return french.ABSENT
    maximum = french.number(result.points.maximum, 2)
    if result.points.points is None:
        return f"{french.number(result.points.acquired, 2)} acquis sur {maximum}"
    return f"{french.number(result.points.points, 2)} sur {maximum}"


def _indicators(synthesis: RegionalSynthesis, code: str, *, parts: bool = False) -> Iterator[Found]:
    """Yield the results of each indicator of a family, those that concern the establishment, in the order of the notebooks."""
    by_code: dict[str, Found] = {}
    for each in synthesis.results:
        if each.family == code:
            for result in each.results:
                if bool(result.part) is parts and result.outcome != "non concerné":
                    by_code.setdefault(result.indicator, []).append((each, result))
    yield from by_code.values()


def _indicator_row(found: Found) -> list[str]:
    results = [result for _, result in found]
    unit, summary = results[0].unit, summarise(results)
    half = french.ABSENT
    # quarters of a handful of establishments mean nothing
    if summary.p25 is not None and summary.p75 is not None and summary.valued >= FEWEST_IN_QUARTERS:
        half = f"{values.in_unit(summary.p25, unit)} à {values.in_unit(summary.p75, unit)}"
    outcomes = summary.outcomes
    return [
        results[0].label,
        f"{summary.valued} sur {len(results)}",
        values.in_unit(summary.overall, unit),
        values.in_unit(summary.median, unit),
        half,
        *_counts(summary, "atteint", "non atteint"),
        str(outcomes["données insuffisantes"]),
        str(outcomes["petit volume"] + outcomes["non calculable"]),
    ]


def _counts(summary: IndicatorSummary, *outcomes: str) -> list[str]:
    if (
        not any(summary.outcomes[outcome] for outcome in ("atteint", "non atteint"))
        and summary.outcomes["sans objectif"]
    ):
        return [french.ABSENT for _ in outcomes]
    return [str(summary.outcomes[outcome]) for outcome in outcomes]


def _short(result: IndicatorResult) -> str:
    sign = values.OUTCOME_SIGNS[result.outcome].split(" ")[0]
    if result.value is None:
        return f"{result.answer} {sign}" if result.answer and _judged(result) else result.answer or result.outcome
    # an indicator without objective needs no sign
    return values.value(result) if result.outcome == "sans objectif" else f"{values.value(result)} {sign}"


def _some_target_pending(synthesis: RegionalSynthesis, code: str) -> bool:
    return any(
        result.target is not None and result.target.status == "to_validate"
        for each in synthesis.results
        if each.family == code
        for result in each.results
    )


def _stacked(found: Sequence[Block | None], *, empty: str) -> Block:
    kept = [block for block in found if block is not None]
    if not kept:
        return blocks.sentences([], empty=empty)
    return Block("\n".join(block.html for block in kept), "\n\n".join(block.text for block in kept))
