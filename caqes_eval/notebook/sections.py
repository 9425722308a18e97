"""The sections of an evaluation page, each one a block: what a template's cells show, in the order of the story."""

from collections.abc import Sequence
from datetime import date

from caqes_eval.families.result import IndicatorResult, SourceFile
from caqes_eval.foundation import french
from caqes_eval.notebook import values
from caqes_eval.notebook.blocks import Block, Column, folded, render, sentences, stacked, table
from caqes_eval.notebook.evaluation import Evaluation
from caqes_eval.notebook.figures import position_figure
from caqes_eval.notebook.inputs import Context
from caqes_eval.regulation.parameters.rule import Rule
from caqes_eval.regulation.parameters.shown import rule_words, source_words, status_words

MOST_SHOWN = 12
"""Rows of results that a reader takes in at a glance."""
_ALWAYS = (0, 1, 3)
_ROLES = {
    "pmsi": "PMSI", "totaux_atih": "Totaux de l’ATIH", "extraction_am": "Extraction de l’Assurance Maladie",
    "les_reference": "Référentiel des indications",
}  # fmt: skip


def identity_card(evaluation: Evaluation) -> Block:
    """Who is evaluated, on which period, for which campaign."""
    context = evaluation.inputs.context
    entries = [
        ("Établissement", context.establishment.name),
        ("FINESS", context.establishment.finess),
        ("Commune", context.establishment.city or french.ABSENT),
        ("Campagne", context.campaign_title),
        ("Volet", evaluation.family.volet),
        ("Période évaluée", _period(context)),
        ("Contrat", context.contract or french.ABSENT),
        ("Évaluation établie le", french.day(date.fromisoformat(context.evaluation_date))),
        ("Fichiers", ", ".join(f"{source.name} (SHA-256 {source.sha256[:12]}…)" for source in context.sources)),
        ("Règles", _rules_in_short(evaluation)),
        ("Outil", f"caqes-eval {context.tool_version}"),
    ]
    return card(entries)


def _period(context: Context) -> str:
    if context.first_day and context.last_day:
        return f"année {context.year}, du {french.day(context.first_day)} au {french.day(context.last_day)}"
    return f"année {context.year}"


def _rules_in_short(evaluation: Evaluation) -> str:
    rules = evaluation.result.rules
    pending = sum(rule.status == "to_validate" for rule in rules)
    when = french.day(date(evaluation.inputs.context.year, 12, 31))
    return f"{french.plural(len(rules), 'règle')} en vigueur au {when}, dont {pending} à valider"


def card(entries: Sequence[tuple[str, str]]) -> Block:
    """Return facts and their names as a card."""
    text = french.typography("\n".join(f"{term} : {description}" for term, description in entries))
    return Block(render("card.html.j2", entries=entries), text)


def what_is_measured(evaluation: Evaluation) -> Block:
    """What each indicator divides by what, and why it matters."""
    columns = [Column("Indicateur"), Column("Calcul"), Column("Sens"), Column("Pourquoi")]
    rows = [
        [
            definition.label,
            f"{definition.numerator} ÷ {definition.denominator}" if definition.denominator else definition.numerator,
            values.DIRECTIONS[definition.direction],
            definition.why,
        ]
        for definition in evaluation.family.definitions
    ]
    return _folded(table("Ce qui est mesuré, et pourquoi", columns, rows), "Ce qui est mesuré, et pourquoi", len(rows))


def results_table(evaluation: Evaluation) -> Block:
    """The results that concern the establishment: value, objective, verdict, region, past; their detail is apart."""
    shown = [each for each in evaluation.result.results if not each.part and each.outcome != "non concerné"]
    return results_of(shown, f"Résultats de l’année {evaluation.inputs.context.year}")


def parts_table(evaluation: Evaluation) -> Block:
    """The detail of the results by molecule, axis, mode or field of care."""
    shown = [each for each in evaluation.result.results if each.part and each.outcome != "non concerné"]
    if not shown:
        return sentences([], empty="Aucun résultat n’est détaillé.")
    return results_of(shown, "En détail")


def results_of(results: Sequence[IndicatorResult], caption: str) -> Block:
    """Return a table of results; of a long one, what is judged or lacking is shown and the rest folded."""
    if len(results) <= MOST_SHOWN + 2:
        return _results_table(results, caption)
    first = sorted(range(len(results)), key=lambda place: _only_told(results[place]))[:MOST_SHOWN]
    shown = [results[place] for place in sorted(first)]
    others = [result for place, result in enumerate(results) if place not in first]
    more = folded(f"Autres mesures ({len(others)})", _results_table(others, f"{caption} : autres mesures"))
    return stacked(_results_table(shown, caption), more)


def _only_told(result: IndicatorResult) -> bool:
    """Say whether a result is for information: neither judged, nor lacking what would judge it."""
    return result.outcome == "sans objectif"


def _results_table(results: Sequence[IndicatorResult], caption: str) -> Block:
    """A column where nothing is known of any result is not shown."""
    described: list[tuple[Column, list[str]]] = [
        (Column("Indicateur"), [result.label for result in results]),
        (Column("Valeur", "figures"), [values.value(result) for result in results]),
        (Column("Objectif"), [values.objective(result) for result in results]),
        (Column("Résultat"), [values.verdict(result) for result in results]),
        (Column("Médiane régionale"), [values.region(result) for result in results]),
        (Column("Évolution"), [values.past(result) for result in results]),
    ]
    kept = [
        (column, cells)
        for place, (column, cells) in enumerate(described)
        if place in _ALWAYS or set(cells) - {french.ABSENT, values.NOT_SHOWN}
    ]
    rows = [list(row) for row in zip(*(cells for _, cells in kept), strict=True)]
    return table(caption, [column for column, _ in kept], rows)


def verdicts_of(results: Sequence[IndicatorResult], caption: str) -> Block:
    """Return results in four columns: what a reader needs first."""
    columns = [Column("Indicateur"), Column("Valeur", "figures"), Column("Objectif"), Column("Résultat")]
    rows = [[each.label, values.value(each), values.objective(each), values.verdict(each)] for each in results]
    return table(caption, columns, rows)


def figure(evaluation: Evaluation) -> Block:
    """The position of the establishment's rates."""
    return position_figure(evaluation.result.results)


def calculations(evaluation: Evaluation) -> Block:
    """The calculation of each result, with its figures, and what limits it."""
    columns = [Column("Indicateur"), Column("Calcul"), Column("Remarque")]
    rows = [
        [result.label, result.calculation or french.ABSENT, result.reason or french.ABSENT]
        for result in evaluation.result.results
        if result.outcome != "non concerné"
    ]
    return _folded(table("Le calcul, chiffres en main", columns, rows), "Le calcul, chiffres en main", len(rows))


def actions(evaluation: Evaluation) -> Block:
    """What to do next."""
    return sentences(evaluation.result.actions)


def sources_table(evaluation: Evaluation) -> Block:
    """The files the evaluation rests on, with their digests."""
    return table_of_sources(evaluation.result.sources)


def table_of_sources(sources: Sequence[SourceFile]) -> Block:
    """Return files and their digests as a table."""
    counted = any(source.rows is not None for source in sources)
    columns = [
        Column("Fichier"), Column("Contenu"), *([Column("Lignes", "figures")] if counted else []),
        Column("Empreinte SHA-256", "digest"),
    ]  # fmt: skip
    rows = [
        [
            source.name, _ROLES.get(source.role, source.role), *([french.number(source.rows)] if counted else []),
            source.sha256,
        ]
        for source in sources
    ]  # fmt: skip
    return _folded(table("Fichiers utilisés", columns, rows), "Fichiers utilisés", len(rows))


def rules_table(evaluation: Evaluation) -> Block:
    """The rules in force that decided, with their sources and status."""
    return table_of_rules(evaluation.result.rules)


def table_of_rules(rules: Sequence[Rule]) -> Block:
    """Return rules, their sources and status as a table."""
    columns = [Column("Règle"), Column("Valeur"), Column("Depuis le", "code"), Column("Statut"), Column("Source")]
    rows = [
        [
            rule.description,
            rule_words(rule),
            french.day(rule.since),
            status_words(rule.status, proposed=rule.proposed),
            _source(rule),
        ]
        for rule in rules
    ]
    return _folded(table("Règles appliquées", columns, rows), "Règles appliquées", len(rows))


def _folded(shown: Block, name: str, rows: int) -> Block:
    """Return a table of the method behind its name: who checks opens it, who reads goes by."""
    return folded(f"{name} ({rows})", shown) if rows else shown


def _source(rule: Rule) -> str:
    """Return the text a value comes from, and whose exception it is when it is one."""
    source = source_words(rule.reference, rule.note)
    return f"Exception de {rule.exception}. {source}" if rule.exception else source
