"""The page of an establishment: its evaluation grid, what is expected of it, what it may receive, what comes next."""

from collections import Counter
from collections.abc import Iterator, Sequence

from caqes_eval.families.result import FamilyResult
from caqes_eval.foundation import french
from caqes_eval.foundation.findings import Severity
from caqes_eval.foundation.provenance import STATUS_LABELS
from caqes_eval.notebook import values
from caqes_eval.notebook.blocks import Block, Column, folded, groups, highlighted, sentences, stacked, table
from caqes_eval.notebook.cautions import found_in_data
from caqes_eval.notebook.contract import amounts_calculated, short_amounts
from caqes_eval.notebook.establishment.balance import balance
from caqes_eval.notebook.establishment.records import EstablishmentEvaluation, IndicatorLine, Standing
from caqes_eval.notebook.scraps import RESULT, glue_json
from caqes_eval.notebook.sections import card
from caqes_eval.regulation.parameters.shown import rule_words, status_words

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
_WORDS: dict[Standing, tuple[str, str]] = {
    "atteint": ("atteint", "atteints"), "non atteint": ("non atteint", "non atteints"),
    "données insuffisantes": ("sans données suffisantes", "sans données suffisantes"),
    "non calculable": ("non calculable", "non calculables"), "sans objectif": ("sans objectif", "sans objectif"),
    "non évalué": ("non évalué", "non évalués"),
}  # fmt: skip
_LEVELS = {"national": "national", "regional": "régional"}
_SHOWN = 3
_STEPS = 2
_NOT_BOUND = "non concerné"


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
    results = [each for result in evaluation.results for each in result.results]
    items = [f"Objectifs chiffrés : {balance(results)}"] if results else []
    items += list(_points(evaluation)) + list(_money(evaluation)) + [GLOBAL]
    return stacked(highlighted(_standings(evaluation)), sentences(items))


def _standings(evaluation: EstablishmentEvaluation) -> str:
    counted = Counter(evaluation.standing(line.code) for line in evaluation.index.indicators)
    if not counted:
        return "Aucun indicateur n’est connu pour ce contrat."
    parts = [
        f"{counted[standing]} {words[counted[standing] > 1]}" for standing, words in _WORDS.items() if counted[standing]
    ]
    return f"{french.plural(len(evaluation.index.indicators), 'indicateur')} au contrat : {', '.join(parts)}."


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
        yield (
            f"{told} ; {french.plural(unknown, 'montant non calculable', 'montants non calculables')}."
            if unknown
            else f"{told}."
        )
    elif unknown:
        yield "Aucun montant n’est calculable à ce jour : voir pourquoi dans le tableau des montants."


def grid_table(evaluation: EstablishmentEvaluation) -> Block:
    """The evaluation grid: every indicator of the contract on one line."""
    columns = [Column("Indicateur"), Column("Appréciation"), Column("Mesuré"), Column("Niveau")]
    rows = [_line(evaluation, line) for line in evaluation.index.indicators]
    if not rows:
        return sentences([], empty="Aucun indicateur n’est connu : la campagne n’a pas de matrice de ciblage.")
    return table(f"Grille d’évaluation {evaluation.index.year}", columns, rows)


def _line(evaluation: EstablishmentEvaluation, line: IndicatorLine) -> list[str]:
    measured = "\n".join(values.told(each) for each in evaluation.of(line.code)[:_SHOWN])
    level = _LEVELS.get(line.level, line.level)
    return [
        line.label, SIGNS[evaluation.standing(line.code)], measured or french.ABSENT,
        level if line.volet is None else f"{level}, volet {line.volet}",
    ]  # fmt: skip


def points_table(evaluation: EstablishmentEvaluation) -> Block:
    """The points of each family."""
    scored = [(_title(evaluation, result), result.points) for result in evaluation.results if result.points is not None]
    if not scored:
        return sentences([], empty="Aucune famille n’a de grille de points dans cette région.")
    rows = [
        [
            title, french.number(each.points if each.points is not None else each.acquired, 2),
            french.number(each.maximum, 2),
            "score complet" if each.points is not None else "acquis à ce jour, des critères n’ont pas de réponse",
        ]
        for title, each in scored
    ]  # fmt: skip
    columns = [Column("Famille"), Column("Points", "figures"), Column("Sur", "figures"), Column("État")]
    statuses = dict.fromkeys(STATUS_LABELS[each.status] for _, each in scored)
    return table(f"Points, famille par famille (grilles de la région : {', '.join(statuses)})", columns, rows)


def amounts_table(evaluation: EstablishmentEvaluation) -> Block:
    """What the establishment may receive; the calculation of its families is on their own pages."""
    own = [each for result in evaluation.results for each in result.amounts]
    shares = evaluation.index.shares
    if not own and not shares:
        return sentences([], empty="Aucun montant n’est attendu pour ce contrat.")
    brief = short_amounts(
        [each.model_copy(update={"reason": _first_sentence(each.reason)}) for each in (*own, *shares)]
    )
    return stacked(brief, amounts_calculated(shares)) if shares else brief


def _first_sentence(text: str) -> str:
    """Return what is enough in a summary: the rest is on the page of the family."""
    first, stop, _ = text.partition(". ")
    return f"{first}." if stop else first


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
        Column("Délai de rigueur", "code"), Column("Statut"),
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
    """What to do first, family by family; the rest is on their own pages."""
    told = [(_title(evaluation, result), _first(result.actions)) for result in evaluation.results]
    return groups(told, empty="Rien à faire d’après ces données.")


def _first(steps: Sequence[str]) -> list[str]:
    more = len(steps) - _STEPS
    if more < 1:
        return list(steps)
    return [
        *steps[:_STEPS],
        f"et {french.plural(more, 'autre action', 'autres actions')}, dans la partie de cette famille",
    ]


def findings_table(evaluation: EstablishmentEvaluation) -> Block:
    """How many points to check travel with each family; their words are on its own page."""
    if not evaluation.results:
        return sentences([], empty="Aucune famille n’a été évaluée.")
    columns = [Column("Famille"), Column("Bloquants", "figures"), Column("À vérifier", "figures")]
    rows = []
    for result in evaluation.results:
        found = Counter(each.severity for each in found_in_data(result.findings))
        if found[Severity.BLOCKING] + found[Severity.TO_CHECK]:
            rows.append([_title(evaluation, result), str(found[Severity.BLOCKING]), str(found[Severity.TO_CHECK])])
    if not rows:
        return sentences([], empty="Rien à vérifier dans les données reçues.")
    return table("Points à vérifier dans les données, détaillés dans chaque famille", columns, rows)


def not_evaluated(evaluation: EstablishmentEvaluation) -> Block:
    """The families and indicators without result, and why."""
    without = [line for line in evaluation.index.families if not line.result]
    unbound = [line.title for line in without if line.status == _NOT_BOUND]
    alone = [line.label for line in evaluation.index.indicators if line.family is None]
    items = [f"{line.title} : {line.status}. {line.message}" for line in without if line.status != _NOT_BOUND]
    items += [f"Au contrat, mais suivi hors de cet outil : {', '.join(alone)}."] if alone else []
    items += [f"Pas au contrat de l’établissement cette année : {', '.join(unbound)}."] if unbound else []
    return sentences(items, empty="Toutes les familles de la campagne ont été évaluées.")


def procedure_table(evaluation: EstablishmentEvaluation) -> Block:
    """What the law gives the establishment to answer, once the report is received."""
    columns = [Column("Délai"), Column("Durée"), Column("Statut"), Column("Texte")]
    rows = [
        [
            rule.description,
            rule_words(rule),
            status_words(rule.status, proposed=rule.proposed),
            rule.reference.sentence(),
        ]
        for rule in evaluation.index.procedure
    ]
    if not rows:
        return sentences([], empty="Aucun délai n’est connu.")
    return table("Délais pour répondre", columns, rows)


def notebooks_table(evaluation: EstablishmentEvaluation) -> Block:
    """The executed notebooks that this page gathers."""
    columns = [Column("Famille"), Column("Notebook"), Column("Empreinte SHA-256", "digest")]
    rows = [[line.title, line.notebook, line.notebook_sha256] for line in evaluation.index.families if line.result]
    if not rows:
        return sentences([], empty="Aucune famille n’a été évaluée.")
    return folded(f"Notebooks rassemblés ({len(rows)})", table("Notebooks rassemblés", columns, rows))


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
