"""The page of an establishment: its evaluation grid, what is expected of it, what it may receive, what comes next."""

from collections import Counter
from collections.abc import Iterator

from caqes_eval.families.result import FamilyResult
from caqes_eval.foundation import french
from caqes_eval.foundation.findings import Severity
from caqes_eval.foundation.provenance import STATUS_LABELS
from caqes_eval.notebook import values
from caqes_eval.notebook.blocks import Block, Column, sentences, table
from caqes_eval.notebook.contract import amounts_of
from caqes_eval.notebook.establishment.records import EstablishmentEvaluation, IndicatorLine, Standing
from caqes_eval.notebook.scraps import RESULT, glue_json
from caqes_eval.notebook.sections import card, table_of_rules

SIGNS: dict[Standing, str] = {
    "atteint": "✔ atteint",
    "non atteint": "✘ non atteint",
    "sans objectif": "○ sans objectif",
    "données insuffisantes": "? données insuffisantes",
    "non calculable": "— non calculable",
    "non évalué": "… non évalué",
}
GLOBAL = (
    "L’ARS et l’Assurance Maladie apprécient l’évaluation globalement, tous indicateurs ensemble : cette page rassemble ce que "
    "les données disent, elle ne décide pas."
)
_LEVELS = {"national": "national", "regional": "régional"}
_SHOWN = 3


def identity_card(evaluation: EstablishmentEvaluation) -> Block:
    """Who is evaluated, under which contract."""
    index = evaluation.index
    return card(
        [
            ("Établissement", index.establishment.name),
            ("FINESS", index.establishment.finess),
            ("Commune", index.establishment.city or french.ABSENT),
            ("Campagne", index.campaign_title),
            ("Contrat", index.contract or french.ABSENT),
            ("Période évaluée", f"année {index.year}"),
            ("Évaluation établie le", french.day(index.evaluation_date)),
            ("Outil", f"caqes-eval {index.tool_version}"),
        ]
    )


def appreciation(evaluation: EstablishmentEvaluation) -> Block:
    """The whole in a few sentences: how many indicators stand where, what is missing, points and money."""
    standings = Counter(evaluation.standing(line.code) for line in evaluation.index.indicators)
    total = french.plural(len(evaluation.index.indicators), "indicateur")
    parts = [f"{count} {standing}" for standing, count in standings.items()]
    items = (
        [f"{total} au contrat : {', '.join(parts)}."] if parts else ["Aucun indicateur n’est connu pour ce contrat."]
    )
    items += list(_points(evaluation)) + list(_money(evaluation)) + [GLOBAL]
    return sentences(items)


def _points(evaluation: EstablishmentEvaluation) -> Iterator[str]:
    scored = [result.points for result in evaluation.results if result.points is not None]
    if not scored:
        return
    acquired = sum(each.acquired for each in scored)
    maximum = sum(each.maximum for each in scored)
    pending = sum(each.points is None for each in scored)
    told = f"{french.number(acquired, 2)} points acquis sur {french.number(maximum, 2)}"
    if pending:
        told += f" ; {french.plural(pending, 'grille')} sans score, faute de réponse à un critère"
    yield f"{told}."


def _money(evaluation: EstablishmentEvaluation) -> Iterator[str]:
    amounts = [each for result in evaluation.results for each in result.amounts] + list(evaluation.index.shares)
    known = [
        each.amount for each in amounts if each.amount is not None and each.nature in ("due", "proposée", "estimation")
    ]
    unknown = sum(each.amount is None for each in amounts)
    if known:
        told = f"Montants estimés à ce jour : {french.euros(sum(known))}"
        yield f"{told} ; {french.plural(unknown, 'montant')} non calculable." if unknown else f"{told}."
    elif unknown:
        yield "Aucun montant n’est calculable à ce jour : voir pourquoi dans le tableau des montants."


def grid_table(evaluation: EstablishmentEvaluation) -> Block:
    """The evaluation grid: every indicator of the contract on one line."""
    columns = [
        Column("Indicateur"), Column("Volet", "figures"), Column("Niveau"), Column("Mesuré"), Column("Objectif"),
        Column("Appréciation"),
    ]  # fmt: skip
    rows = [_line(evaluation, line) for line in evaluation.index.indicators]
    if not rows:
        return sentences([], empty="Aucun indicateur n’est connu : la campagne n’a pas de matrice de ciblage.")
    return table(f"Grille d’évaluation {evaluation.index.year}", columns, rows)


def _line(evaluation: EstablishmentEvaluation, line: IndicatorLine) -> list[str]:
    own = evaluation.of(line.code)[:_SHOWN]
    measured = " ; ".join(f"{each.label} : {values.value(each)}" for each in own) or french.ABSENT
    targets = [values.target(each.target, each.unit) for each in own if each.target is not None]
    if any(each.conditions for each in own):
        targets.append("une condition remplie suffit")
    volet = french.ABSENT if line.volet is None else str(line.volet)
    standing = SIGNS[evaluation.standing(line.code)]
    return [
        line.label, volet, _LEVELS.get(line.level, line.level), measured, " ; ".join(dict.fromkeys(targets)) or "aucun connu",
        standing,
    ]  # fmt: skip


def points_table(evaluation: EstablishmentEvaluation) -> Block:
    """The points of each family."""
    rows = [
        [
            _title(evaluation, result),
            french.number(each.points if each.points is not None else each.acquired, 2),
            french.number(each.maximum, 2),
            "score complet" if each.points is not None else "acquis à ce jour, des critères n’ont pas de réponse",
            STATUS_LABELS[each.status],
        ]
        for result in evaluation.results
        if (each := result.points) is not None
    ]
    if not rows:
        return sentences([], empty="Aucune famille n’a de grille de points dans cette région.")
    columns = [
        Column("Famille"), Column("Points", "figures"), Column("Sur", "figures"), Column("État"), Column("Grille"),
    ]  # fmt: skip
    return table("Points, famille par famille", columns, rows)


def amounts_table(evaluation: EstablishmentEvaluation) -> Block:
    """What the establishment may receive, with the calculation."""
    return amounts_of((*(each for result in evaluation.results for each in result.amounts), *evaluation.index.shares))


def awaited_table(evaluation: EstablishmentEvaluation) -> Block:
    """What is missing or cannot be used, and what to do about it."""
    deliveries = {
        (each.label, each.period): each for result in evaluation.results for each in result.deliveries
        if not each.usable or each.state in ("reçu en retard", "hors délai")
    }  # fmt: skip
    if not deliveries:
        return sentences([], empty="Tout ce qui était demandé est arrivé et se lit.")
    columns = [Column("Retour"), Column("Période", "code"), Column("État"), Column("À savoir")]
    rows = [[each.label, each.period, each.state, each.reason or french.ABSENT] for each in deliveries.values()]
    return table("Retours manquants, en retard ou inutilisables", columns, rows)


def deadlines_table(evaluation: EstablishmentEvaluation) -> Block:
    """What was and is asked of the establishment, by when."""
    if not evaluation.index.deadlines:
        return sentences([], empty="Aucune échéance n’est publiée pour cette année.")
    columns = [
        Column("Objet"), Column("Indicateurs"), Column("Période", "code"), Column("Attendu le", "code"),
        Column("Rigueur", "code"), Column("Statut"),
    ]  # fmt: skip
    rows = [
        [
            each.object, ", ".join(each.indicators), each.period, french.day(each.expected), french.day(each.strict),
            each.status,
        ]
        for each in evaluation.index.deadlines
    ]  # fmt: skip
    return table("Échéances des retours", columns, rows)


def actions(evaluation: EstablishmentEvaluation) -> Block:
    """What to do next, family by family."""
    items = [f"{_title(evaluation, result)} : {step}" for result in evaluation.results for step in result.actions]
    return sentences(items, empty="Rien à faire d’après ces données.")


def findings_table(evaluation: EstablishmentEvaluation) -> Block:
    """How many points to check travel with each family; their words are on its own page."""
    rows = []
    for result in evaluation.results:
        counts = Counter(each.severity for each in result.findings)
        rows.append([_title(evaluation, result), str(counts[Severity.BLOCKING]), str(counts[Severity.TO_CHECK])])
    if not rows:
        return sentences([], empty="Aucune famille n’a été évaluée.")
    columns = [Column("Famille"), Column("Bloquants", "figures"), Column("À vérifier", "figures")]
    return table("Points à vérifier, détaillés dans chaque famille", columns, rows)


def not_evaluated(evaluation: EstablishmentEvaluation) -> Block:
    """The families without result, and why."""
    items = [f"{line.title} : {line.status}. {line.message}" for line in evaluation.index.families if not line.result]
    return sentences(items, empty="Toutes les familles de la campagne ont été évaluées.")


def procedure_table(evaluation: EstablishmentEvaluation) -> Block:
    """What the law gives the establishment to answer, once the report is received."""
    return table_of_rules(evaluation.index.procedure)


def notebooks_table(evaluation: EstablishmentEvaluation) -> Block:
    """The executed notebooks that this page gathers."""
    columns = [Column("Famille"), Column("Notebook"), Column("Empreinte SHA-256", "digest")]
    rows = [[line.title, line.notebook, line.notebook_sha256] for line in evaluation.index.families if line.result]
    if not rows:
        return sentences([], empty="Aucune famille n’a été évaluée.")
    return table("Notebooks rassemblés", columns, rows)


def glue(evaluation: EstablishmentEvaluation) -> None:
    """Leave the standing of each indicator in the notebook."""
    glue_json(
        RESULT,
        {
            "version": 1,
            "campaign": evaluation.index.campaign,
            "finess": evaluation.index.establishment.finess,
            "standings": {line.code: evaluation.standing(line.code) for line in evaluation.index.indicators},
        },
    )


def _title(evaluation: EstablishmentEvaluation, result: FamilyResult) -> str:
    return next(line.title for line in evaluation.index.families if line.code == result.family)
