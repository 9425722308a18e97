"""DMI: what to do next, drawn from the figures and the answers. Pure functions."""

from collections.abc import Iterator, Sequence
from fractions import Fraction

from caqes_eval.families.case import Case
from caqes_eval.families.dmi import audit, mapping
from caqes_eval.families.dmi.indicators import CONTRACT, is_small
from caqes_eval.families.dmi.inputs import MAPPING, RECORDS
from caqes_eval.families.dmi.parameters import PARTLY, minimum_files, parameter
from caqes_eval.families.dmi.themes import themes
from caqes_eval.families.plan_answer import plan_steps
from caqes_eval.families.result import IndicatorResult
from caqes_eval.foundation import french

AXES_NAMED = 3
CRITERIA_NAMED = 3
WELL_DONE = "Rien à corriger d’après ces réponses : tenez la cartographie à jour et refaites l’audit l’an prochain."
NOT_BOUND = "Les DMI ne figurent pas au contrat de l’établissement pour l’année évaluée : rien n’est attendu."


def advise(case: Case, _: Sequence[IndicatorResult]) -> list[str]:
    """Return the next steps of an establishment, the most useful first."""
    if not case.binds(CONTRACT):
        return [NOT_BOUND]
    steps = [
        *_mapping(case),
        *_audit(case),
        *plan_steps(case, CONTRACT),
        *_themes(case),
    ]
    return steps or [WELL_DONE]


# mapping


def _mapping(case: Case) -> Iterator[str]:
    found = mapping.diagnosis(case)
    if found is None:
        why = case.lacking(MAPPING) or "Le classeur reçu n’a aucune réponse."
        yield f"Cartographie : {why} Envoyez le classeur InterDiag rempli, un par unité, ou le diagnostic RESOMEDIT."
        return
    if found.elsewhere:
        return
    for unit in found.units:
        blank = _blank(unit)
        if blank:
            yield f"Cartographie, {unit.name} : {french.plural(mapping.ITEMS - len(unit.answers), 'item')} sans réponse ({blank})."
    yield from _weak_axes(found, case)


def _blank(unit: mapping.Unit) -> str:
    missing = [
        (axis.label, sum((axis.code, number) not in unit.answers for number in range(1, axis.items + 1)))
        for axis in mapping.AXES
    ]
    return ", ".join(f"{label} : {french.number(count)}" for label, count in missing if count)


def _weak_axes(found: mapping.Diagnosis, case: Case) -> Iterator[str]:
    weight = parameter(case, PARTLY).rule
    if weight is None:
        return
    rated = [(mapping.tally(found.units, axis.code).mastery(weight.ratio), axis) for axis in mapping.AXES]
    # the order of the tool decides between equal rates
    weak = sorted(((rate, axis) for rate, axis in rated if rate is not None and rate < 1), key=lambda each: each[0])
    for rate, axis in weak[:AXES_NAMED]:
        parts = [
            f"{unit.name + ', ' if len(found.units) > 1 else ''}{words}"
            for unit in found.units
            if (words := _not_mastered(unit, axis.code))
        ]
        yield f"Axe « {axis.label} » : {french.percent(rate)} de maîtrise. À reprendre : {' ; '.join(parts)}."


def _not_mastered(unit: mapping.Unit, axis: str) -> str:
    def numbers(answer: str) -> list[int]:
        return sorted(place[1] for place, said in unit.answers.items() if place[0] == axis and said == answer)

    told = [
        f"{'item' if len(found) == 1 else 'items'} {', '.join(map(str, found))} à « {label} »"
        for answer, label in (("no", "Non"), ("partly", "Partiellement"))
        if (found := numbers(answer))
    ]
    return " et ".join(told)


# audit


def _audit(case: Case) -> Iterator[str]:
    audited = audit.records(case)
    if not audited:
        if not case.declared_empty(RECORDS):
            why = case.lacking(RECORDS) or "Le classeur reçu n’a aucun dossier."
            yield f"Audit : {why} Envoyez le classeur d’audit rempli."
        return
    if is_small(case):
        missing = (minimum_files(case) or 0) - len(audited)
        yield f"Audit : ajoutez {french.plural(missing, 'dossier')} pour atteindre le nombre proposé."
    if blank := audit.count(audited, audit.CRITERIA).unanswered:
        yield f"Audit : {french.plural(blank, 'case')} sans réponse à remplir ; « Non applicable » est une réponse, une case vide non."
    yield from _weak_criteria(audited)
    yield from _untraced(audited)
    yield from _readers(case, audited)


def _weak_criteria(audited: Sequence[audit.Answers]) -> Iterator[str]:
    counted = [(audit.count(audited, (code,)), label) for code, label in audit.CRITERIA.items()]
    weak = [(Fraction(count.yes, count.applicable), count, label) for count, label in counted if count.applicable]
    weak = sorted((each for each in weak if each[0] < 1), key=lambda each: each[0])[:CRITERIA_NAMED]
    if weak:
        named = " ; ".join(f"{label}, {count.yes} sur {count.applicable}" for _, count, label in weak)
        yield f"Audit, critères les moins souvent à « Oui » : {named}."


def _untraced(audited: Sequence[audit.Answers]) -> Iterator[str]:
    found = audit.traceability(audited)
    if found.lacking:
        lacking = [criterion for _, criteria in found.lacking for criterion in criteria]
        most = max(audit.REGULATORY, key=lacking.count)
        records = ", ".join(record for record, _ in found.lacking)
        yield (
            f"Traçabilité : données réglementaires incomplètes dans {french.plural(len(found.lacking), 'dossier')} "
            f"(n° {records}), le plus souvent « {audit.CRITERIA[most]} »."
        )


def _readers(case: Case, audited: Sequence[audit.Answers]) -> Iterator[str]:
    for place, criterion in (("pharmacy", "reception_aidc"), ("theatre", "ward_aidc")):
        without = any(answers.get(f"aidc_{place}") is False for answers in audit.system(case))
        lacking = audit.count(audited, (criterion,))
        if without and lacking.no + lacking.partial:
            yield (
                f"« {audit.SYSTEM_LABELS[f'aidc_{place}']} » est à non, et {french.plural(lacking.no + lacking.partial, 'dossier')} "
                "sans lecture complète par code-barres : chiffrez des lecteurs compatibles IUD."
            )


# themes


def _themes(case: Case) -> Iterator[str]:
    missed = [theme.label for theme in themes(case) if not theme.audited]
    if missed and audit.records(case):
        yield f"Thèmes de {case.year} sans dossier audité : {', '.join(missed)}. Si vous posez ces DMI, tirez-en au prochain audit."
