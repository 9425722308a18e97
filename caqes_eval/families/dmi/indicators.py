"""DMI: what is measured. Pure functions.

Sources: OMEDIT PACA-Corse, webinar of 4 February 2026 (practice.md §3); the weights of the answers are proposals, as rules.
"""

from fractions import Fraction

from caqes_eval.families import action_plan
from caqes_eval.families.case import Case
from caqes_eval.families.definition import Measure
from caqes_eval.families.dmi import audit, implants, mapping
from caqes_eval.families.dmi.inputs import MAPPING, RECORDS
from caqes_eval.families.dmi.parameters import MINIMUM, OBJECTIVE, PARTIAL, PARTLY, parameter
from caqes_eval.families.objectives import Objective
from caqes_eval.foundation import french

PREFIX, CONTRACT = "dmi", "dmi"
MAPPED, MASTERY, COMPLETENESS = "dmi.mapping", "dmi.mastery", "dmi.completeness"
AUDIT, FILES, RATE, CRITERION = "dmi.audit", "dmi.audit_files", "dmi.audit_rate", "dmi.audit_criterion"
TRACEABILITY, UDI = "dmi.traceability", "dmi.udi"

RESOMEDIT = "Diagnostic fait avec RESOMEDIT : ses réponses ne sont pas dans le classeur, voyez le diagnostic joint."
NO_ANSWER = "Aucun item n’a de réponse."
NOT_APPLICABLE = "Tous les items répondus sont « Non applicable »."
NO_UDI = "Aucun IUD n’est relevé dans l’audit reçu : le formulaire ne le demande pas."


def measure(case: Case) -> list[Measure]:
    """Count all that the family measures for a year."""
    return [
        *_mapping(case),
        *_audit(case),
        *implants.measures(case),
        action_plan.measure(case, PREFIX, CONTRACT),
    ]


def is_small(case: Case) -> bool:
    """Say whether the audit has fewer records than it should."""
    minimum = parameter(case, MINIMUM).rule
    return minimum is not None and minimum.holds(Fraction(len(audit.records(case))))


# mapping


def _mapping(case: Case) -> list[Measure]:
    found = mapping.diagnosis(case)
    if found is None:
        told = case.lacking(MAPPING) or NO_ANSWER
        return [
            Measure(code=MAPPED, ratio=False, answer="non transmise", caution=told),
            *(Measure(code=code, lacking=told) for code in (MASTERY, COMPLETENESS)),
        ]
    state = Measure(code=MAPPED, ratio=False, answer=mapping_words(found), caution=_older(found, case))
    if found.elsewhere:
        return [state, *(Measure(code=code, lacking=RESOMEDIT) for code in (MASTERY, COMPLETENESS))]
    weight = parameter(case, PARTLY)
    rates = [_mastery(found, weight, None), *(_mastery(found, weight, axis.code) for axis in mapping.AXES)]
    return [state, *rates, *(_completeness(found, each) for each in (None, *(axis.code for axis in mapping.AXES)))]


def mapping_words(found: mapping.Diagnosis) -> str:
    """Return what a diagnosis is, in French: « faite, 2 unités »."""
    if found.elsewhere:
        return "faite avec RESOMEDIT, à lire dans le diagnostic joint"
    units = french.plural(len(found.units), "unité")
    return f"{'faite' if found.complete else 'incomplète'}, {units}"


def _older(found: mapping.Diagnosis, case: Case) -> str:
    if found.year == case.year:
        return ""
    why = case.lacking(MAPPING)
    return (
        f"Cartographie de {found.year} : elle n’est pas à refaire chaque année, mais à mettre à jour si le système "
        f"d’information change. {why}".strip()
    )


def _label(axis: str | None, whole: str) -> str:
    return next((f"{whole} : {each.label}" for each in mapping.AXES if each.code == axis), "")


def _mastery(found: mapping.Diagnosis, weight: Objective, axis: str | None) -> Measure:
    code, label = f"{MASTERY}.{axis}" if axis else MASTERY, _label(axis, "Maîtrise")
    counted = mapping.tally(found.units, axis)
    if weight.rule is None:
        return Measure(code=code, label=label, lacking=weight.reason)
    if not counted.answered:
        return Measure(code=code, label=label, lacking=NO_ANSWER)
    if not counted.applicable:
        return Measure(code=code, label=label, without_object=NOT_APPLICABLE)
    blank = counted.items - counted.answered
    told = f"{french.plural(blank, 'item')} sans réponse, hors du calcul." if blank and axis is None else ""
    return Measure(
        code=code, label=label, numerator=counted.score(weight.rule.ratio), denominator=counted.applicable, caution=told
    )


def _completeness(found: mapping.Diagnosis, axis: str | None) -> Measure:
    counted = mapping.tally(found.units, axis)
    return Measure(
        code=f"{COMPLETENESS}.{axis}" if axis else COMPLETENESS,
        label=_label(axis, "Complétude"),
        numerator=counted.answered,
        denominator=counted.items,
    )


# audit


def _audit(case: Case) -> list[Measure]:
    lacking, audited = case.lacking(RECORDS), audit.records(case)
    if not audited:
        return _no_audit(case, lacking)
    weight = parameter(case, PARTIAL)
    return [
        Measure(code=AUDIT, ratio=False, answer=audit_words(case), caution=lacking),
        Measure(code=FILES, numerator=len(audited), ratio=False),
        _rate(RATE, "", audit.count(audited, audit.CRITERIA), weight, _no_target(case)),
        *(
            _rate(f"{RATE}.{code}", f"Audit : {label}", audit.count(audited, criteria), weight)
            for code, (label, criteria) in audit.BLOCKS.items()
        ),
        *(
            _rate(f"{CRITERION}.{code}", label, audit.count(audited, (code,)), weight)
            for code, label in audit.CRITERIA.items()
        ),
        _traceability(audited, _no_target(case)),
        _udi(audited),
    ]


def _no_audit(case: Case, lacking: str) -> list[Measure]:
    rates = (RATE, TRACEABILITY, UDI)
    if case.declared_empty(RECORDS):
        told = "L’établissement déclare n’avoir audité aucun dossier."
        return [
            Measure(code=AUDIT, ratio=False, answer="aucun dossier audité"),
            Measure(code=FILES, numerator=0, ratio=False),
            *(Measure(code=code, without_object=told) for code in rates),
        ]
    told = lacking or "Aucun dossier n’a de réponse."
    return [
        Measure(code=AUDIT, ratio=False, answer="non transmis", caution=told),
        Measure(code=FILES, ratio=False, lacking=told),
        *(Measure(code=code, lacking=told) for code in rates),
    ]


def audit_words(case: Case) -> str:
    """Return how completely an audit that was received is filled, as the OMEDIT says it."""
    return "totalement rempli" if audit.filled(case) and not is_small(case) else "partiellement rempli"


def _no_target(case: Case) -> str:
    rule = parameter(case, OBJECTIVE).rule
    return f"{french.capital(rule.text)}." if rule else ""


def _rate(code: str, label: str, found: audit.Count, weight: Objective, caution: str = "") -> Measure:
    if weight.rule is None:
        return Measure(code=code, label=label, lacking=weight.reason)
    if not found.applicable:
        if found.unanswered:
            return Measure(code=code, label=label, lacking="Aucun dossier n’y répond.")
        return Measure(code=code, label=label, without_object="« Non applicable » dans tous les dossiers.")
    blank = f"{french.plural(found.unanswered, 'réponse')} en blanc, hors du calcul." if found.unanswered else ""
    return Measure(
        code=code, label=label, numerator=found.met(Fraction(weight.rule.amount)), denominator=found.applicable,
        caution=" ".join(filter(None, (caution, blank if caution else ""))),
    )  # fmt: skip


def _traceability(audited: list[audit.Answers], caution: str) -> Measure:
    found = audit.traceability(audited)
    if not found.judged:
        if found.unknown:
            return Measure(code=TRACEABILITY, lacking="Aucun dossier ne répond à tous les critères réglementaires.")
        return Measure(code=TRACEABILITY, without_object="« Non applicable » dans tous les dossiers.")
    blank = f"{french.plural(len(found.unknown), 'dossier')} sans toutes les réponses, hors du calcul."
    return Measure(
        code=TRACEABILITY, numerator=found.complete, denominator=found.judged,
        caution=" ".join(filter(None, (caution, blank if found.unknown else ""))),
    )  # fmt: skip


def _udi(audited: list[audit.Answers]) -> Measure:
    checks = audit.udis(audited)
    if not checks:
        return Measure(code=UDI, lacking=NO_UDI)
    return Measure(code=UDI, numerator=sum(check.valid for _, check in checks), denominator=len(checks))
