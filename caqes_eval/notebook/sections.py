"""The sections of an evaluation page, each one a block: what a template's cells show, in the order of the story."""

from collections.abc import Sequence
from datetime import date

from caqes_eval.families.result import IndicatorResult, SourceFile
from caqes_eval.foundation import french
from caqes_eval.foundation.findings import Severity
from caqes_eval.notebook import values
from caqes_eval.notebook.blocks import Block, Column, render, sentences, table
from caqes_eval.notebook.evaluation import Evaluation
from caqes_eval.notebook.figures import position_figure
from caqes_eval.notebook.inputs import Context
from caqes_eval.regulation.parameters.rules import Rule
from caqes_eval.regulation.parameters.shown import rule_words, source_words, status_words


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
    return table("Ce qui est mesuré, et pourquoi", columns, rows)


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
    """Return a table of results."""
    columns = [
        Column("Indicateur"),
        Column("Valeur", "figures"),
        Column("Objectif"),
        Column("Résultat"),
        Column("Médiane régionale"),
        Column("Évolution"),
    ]
    rows = [
        [
            result.label,
            values.value(result),
            values.objective(result),
            values.verdict(result),
            values.region(result),
            values.past(result),
        ]
        for result in results
    ]
    return table(caption, columns, rows)


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
    return table("Le calcul, chiffres en main", columns, rows)


def actions(evaluation: Evaluation) -> Block:
    """What to do next."""
    return sentences(evaluation.result.actions)


def cautions(evaluation: Evaluation) -> Block:
    """What to keep in mind when reading: findings, and rules not validated yet."""
    labels = {Severity.BLOCKING: "Bloquant", Severity.TO_CHECK: "À vérifier", Severity.INFO: "À savoir"}
    items = [f"{labels[finding.severity]} : {finding.sentence}" for finding in evaluation.result.findings]
    items += [pending_rule(rule) for rule in evaluation.result.rules if rule.status == "to_validate"]
    context = evaluation.inputs.context
    unbound = [each.label for each in evaluation.result.results if each.outcome == "non concerné" and not each.part]
    if unbound:
        items.append(f"À savoir : ne concernent pas l’établissement : {', '.join(unbound)}.")
    items += [
        f"À savoir : {result.label} : {result.caution}"
        for result in evaluation.result.results
        if result.caution and not result.part
    ]
    if not evaluation.inputs.region:
        items.append(
            f"À savoir : la comparaison régionale n’est pas montrée, car moins de {context.minimum_establishments} "
            "établissements ont une valeur."
        )
    if not any(result.history for result in evaluation.result.results):
        items.append("À savoir : aucune donnée d’une année antérieure n’a été reçue, sans comparaison au passé.")
    return sentences(items, empty="Rien de particulier.")


def pending_rule(rule: Rule) -> str:
    """Say that a value which decided is a proposal, and where it comes from."""
    shown = "" if isinstance(rule.value, dict) else f" : {rule_words(rule)}"
    return f"À valider : {rule.description}{shown}. {rule.reference.title}."


def sources_table(evaluation: Evaluation) -> Block:
    """The files the evaluation rests on, with their digests."""
    return table_of_sources(evaluation.result.sources)


def table_of_sources(sources: Sequence[SourceFile]) -> Block:
    """Return files and their digests as a table."""
    columns = [Column("Fichier"), Column("Rôle"), Column("Lignes", "figures"), Column("Empreinte SHA-256", "digest")]
    rows = [[source.name, source.role, french.number(source.rows), source.sha256] for source in sources]
    return table("Fichiers utilisés", columns, rows)


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
    return table("Règles appliquées", columns, rows)


def _source(rule: Rule) -> str:
    """Return the text a value comes from, and whose exception it is when it is one."""
    source = source_words(rule.reference, rule.note)
    return f"Exception de {rule.exception}. {source}" if rule.exception else source
