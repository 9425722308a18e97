"""The sections of an evaluation page, each one a block: what a template's cells show, in the order of the story."""

from collections.abc import Sequence
from datetime import date

from caqes_eval.families.advice import top_products
from caqes_eval.families.result import IndicatorResult, SourceFile
from caqes_eval.foundation import french
from caqes_eval.foundation.findings import Severity
from caqes_eval.notebook import values
from caqes_eval.notebook.blocks import Block, Column, render, sentences, table
from caqes_eval.notebook.evaluation import Evaluation
from caqes_eval.notebook.figures import position_figure
from caqes_eval.regulation.parameters.rules import Rule
from caqes_eval.regulation.parameters.shown import PRODUCT_STATUS_WORDS, rule_words, source_words, status_words

PRODUCTS_SHOWN = 10
DISAGREEMENTS_SHOWN = 20
STATUS_WORDS = {
    **PRODUCT_STATUS_WORDS,
    "undecided": "indécis",
    "ambiguous": "ambigu",
    "absent": "absent de la base",
}


def identity_card(evaluation: Evaluation) -> Block:
    """Who is evaluated, on which period, for which campaign."""
    context = evaluation.inputs.context
    entries = [
        ("Établissement", context.establishment.name),
        ("FINESS", context.establishment.finess),
        ("Commune", context.establishment.city or french.ABSENT),
        ("Campagne", context.campaign_title),
        ("Volet", evaluation.family.volet),
        ("Période évaluée", f"année {context.year}"),
        ("Évaluation établie le", french.day(date.fromisoformat(context.evaluation_date))),
        ("Fichiers", ", ".join(f"{source.name} (SHA-256 {source.sha256[:12]}…)" for source in context.sources)),
        ("Règles", _rules_in_short(evaluation)),
        ("Outil", f"caqes-eval {context.tool_version}"),
    ]
    return card(entries)


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
            f"{definition.numerator} {'×' if definition.unit == '€' else '÷'} {definition.denominator}",
            values.DIRECTIONS[definition.direction],
            definition.why,
        ]
        for definition in evaluation.family.definitions
    ]
    return table("Ce qui est mesuré, et pourquoi", columns, rows)


def results_table(evaluation: Evaluation) -> Block:
    """The results: value, objective, verdict, region, past."""
    return results_of(evaluation.result.results, f"Résultats de l’année {evaluation.inputs.context.year}")


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
            values.target(result.target),
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
    rows = [[each.label, values.value(each), values.target(each.target), values.verdict(each)] for each in results]
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
    if context.repertoire_source == "bdpm" and evaluation.family.repertoire:
        when = french.day(date.fromisoformat(context.repertoire_date)) if context.repertoire_date else french.ABSENT
        items.append(
            f"À savoir : le répertoire est celui de la base publique au {when}, pour toutes les années comparées."
        )
    if not evaluation.inputs.region:
        items.append(
            f"À savoir : la comparaison régionale n’est pas montrée, car moins de {context.minimum_establishments} "
            "établissements ont une valeur."
        )
    items += [
        f"À savoir : l’établissement est absent du fichier {year}, sans comparaison possible."
        for year in context.past_absences
    ]
    if not context.past_years and not context.past_absences:
        items.append("À savoir : aucun fichier d’une année antérieure n’a été fourni, sans comparaison au passé.")
    return sentences(items, empty="Rien de particulier.")


def pending_rule(rule: Rule) -> str:
    """Say that a value which decided is a proposal, and where it comes from."""
    shown = "" if isinstance(rule.value, dict) else f" : {rule_words(rule)}"
    return f"À valider : {rule.description}{shown}. {rule.reference.title}."


def perimeter_table(evaluation: Evaluation) -> Block:
    """What the rates rest on and what they leave out."""
    left_out = evaluation.perimeter
    columns = [Column("Périmètre"), Column("Boîtes", "figures"), Column("Remboursé", "figures")]
    rows = [
        ["Médicaments identifiés", french.number(left_out.identified_boxes), french.cents(left_out.identified_cents)],
        [
            "Non restitué (secret statistique), hors des taux",
            french.number(left_out.not_released_boxes),
            french.cents(left_out.not_released_cents),
        ],
        ["Honoraires de dispensation, hors des boîtes", french.ABSENT, french.cents(left_out.fee_cents)],
        [
            "Part non restituée",
            french.percent(left_out.not_released_box_share),
            french.percent(left_out.not_released_share),
        ],
    ]
    if left_out.undecided_boxes:
        name = "dont absents ou ambigus dans la base publique, hors des taux du répertoire"
        rows.insert(1, [name, french.number(left_out.undecided_boxes), french.ABSENT])
    return table("Ce que les taux comptent, et ce qu’ils laissent", columns, rows)


def top_products_table(evaluation: Evaluation, *statuses: str) -> Block:
    """The products of some statuses with the most boxes."""
    words = " ou ".join(STATUS_WORDS[status] for status in statuses)
    counted: list[tuple[int, list[str]]] = []
    for status in statuses:
        for product in top_products(evaluation.products, status, PRODUCTS_SHOWN).itertuples():
            count = int(str(product.boxes))
            cells = [str(product.label), str(product.atc5_label), STATUS_WORDS[status], str(product.cip13)]
            counted.append((count, [*cells, french.number(count)]))
    if not counted:
        return sentences([], empty=f"Aucun produit « {words} » dans les données de l’établissement.")
    counted.sort(key=lambda row: (-row[0], row[1]))
    columns = [
        Column("Produit"),
        Column("Molécule"),
        Column("Statut"),
        Column("CIP13", "code"),
        Column("Boîtes", "figures"),
    ]
    kept = [position for position in range(len(columns)) if columns[position].heading != "Statut" or len(statuses) > 1]
    rows = [[cells[position] for position in kept] for _, cells in counted[:PRODUCTS_SHOWN]]
    return table(f"Produits les plus prescrits ({words})", [columns[position] for position in kept], rows)


def repertoire_table(evaluation: Evaluation) -> Block:
    """The products on which TOP_GEN and the public drug database disagree."""
    disagreements = evaluation.disagreements
    context = evaluation.inputs.context
    if disagreements is None:
        text = "Le répertoire vient du code TOP_GEN d’Open PHMEV ; la base publique des médicaments n’a pas été fournie pour comparer."
        return sentences([], empty=text)
    if not evaluation.perimeter.identified_boxes:
        return sentences([], empty="Aucun médicament identifié : il n’y a rien à comparer entre les deux sources.")
    if disagreements.empty:
        return sentences(
            [], empty="TOP_GEN et la base publique des médicaments disent la même chose pour tous les produits."
        )
    columns = [
        Column("Produit"),
        Column("CIP13", "code"),
        Column("TOP_GEN"),
        Column("Base publique"),
        Column("Boîtes", "figures"),
    ]
    rows = [
        [
            str(row.label),
            str(row.cip13),
            STATUS_WORDS[str(row.status_top_gen)],
            STATUS_WORDS[str(row.status_bdpm)],
            french.number(int(str(row.boxes))),
        ]
        for row in disagreements.head(DISAGREEMENTS_SHOWN).itertuples()
    ]
    when = french.day(date.fromisoformat(context.repertoire_date)) if context.repertoire_date else french.ABSENT
    used = "TOP_GEN" if context.repertoire_source == "top_gen" else "la base publique"
    shown = len(rows) if len(rows) == len(disagreements) else f"{len(rows)} sur {len(disagreements)}"
    caption = f"Désaccords entre TOP_GEN et la base publique du {when} ({shown}) ; {used} décide"
    return table(caption, columns, rows)


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
