"""Clinical pharmacy: what is remarkable in the answers, beside what the reading of the file found. Pure functions."""

from collections.abc import Iterator

from caqes_eval.families.case import Case
from caqes_eval.families.clinical_pharmacy.inputs import (
    DIAGNOSIS,
    UNITS,
    Champ,
    Diagnosis,
    champs,
    diagnosis,
    is_without_object,
)
from caqes_eval.families.clinical_pharmacy.progress import changed_populations, pair_of
from caqes_eval.families.clinical_pharmacy.rates import BMO, ENTRY, RATES, excess, part
from caqes_eval.families.result import FindingRecord
from caqes_eval.foundation import french
from caqes_eval.foundation.findings import Severity


def notice(case: Case) -> list[FindingRecord]:
    """Return the findings on the answers of the year, those that block a rate first."""
    found = [*(each for champ in champs(case) for each in _of_champ(champ)), *_of_diagnosis(case), *_of_years(case)]
    order = (Severity.BLOCKING, Severity.TO_CHECK, Severity.INFO)
    return sorted(found, key=lambda finding: order.index(finding.severity))


def _of_champ(champ: Champ) -> Iterator[FindingRecord]:
    if champ.conflicting:
        sentence = (
            f"Le champ {champ.code} est écrit {french.number(len(champ.places))} fois, avec des réponses différentes : "
            "rien ne dit lesquelles comptent, et aucun de ses taux n’est calculé. Gardez une seule colonne."
        )
        yield _finding(champ, "champ_en_double", Severity.BLOCKING, sentence)
        return
    for rate in RATES:
        if told := excess(champ, rate):
            sentence = (
                f"{champ.code} : {told} Le taux « {rate.label} » n’y est pas calculé. Corrigez l’un des deux nombres."
            )
            yield _finding(champ, "realise_superieur_aux_eligibles", Severity.BLOCKING, sentence)
        elif not champ.absent and _contradicts(champ, rate.numerator, rate.denominator):
            sentence = f"{champ.code} : {part(champ, rate).lacking}"
            yield _finding(champ, "sans_objet_contredit", Severity.TO_CHECK, sentence)
    yield from _bilans_and_conciliations(champ)


def _contradicts(champ: Champ, realised: str, eligible: str) -> bool:
    above, below = (is_without_object(champ.cells.get(question)) for question in (realised, eligible))
    return (above and not below) or (below and bool(champ.number(realised)))


def _bilans_and_conciliations(champ: Champ) -> Iterator[FindingRecord]:
    """Tell a conciliation without its bilan, and as many of the one as of the other: they are often mixed up."""
    bilans, conciliations = champ.number(BMO.numerator), champ.number(ENTRY.numerator)
    if bilans is None or not conciliations:
        return
    if conciliations > bilans:
        sentence = (
            f"{champ.code} : {french.number(conciliations)} conciliations d’entrée pour {french.plural(bilans, 'bilan')}. "
            "Une conciliation commence par un bilan : vérifiez que les deux lignes ne sont pas inversées."
        )
        yield _finding(champ, "conciliations_sans_bilan", Severity.TO_CHECK, sentence)
    elif conciliations == bilans:
        sentence = (
            f"{champ.code} : autant de conciliations d’entrée que de bilans ({french.number(bilans)}). "
            "Vérifiez qu’un bilan seul n’est pas compté comme une conciliation."
        )
        yield _finding(champ, "bilans_egaux_aux_conciliations", Severity.INFO, sentence)


def _finding(champ: Champ, code: str, severity: Severity, sentence: str) -> FindingRecord:
    # one name per file: a champ written twice in one file is there once
    places = ", ".join(dict.fromkeys(champ.places))
    return FindingRecord(
        code=code, severity=severity, sentence=f"{french.capital(places)}, feuille « Activité ». {sentence}"
    )


def _of_diagnosis(case: Case) -> Iterator[FindingRecord]:
    told = diagnosis(case)
    if not told.received or case.lacking(DIAGNOSIS):
        return
    if told.conflicting:
        yield _on_diagnosis(
            "autodiagnostic_en_double", "Elle est remplie plusieurs fois, avec des réponses différentes."
        )
    elif told.done is False and told.done_on is not None:
        sentence = (
            f"L’autodiagnostic est dit non réalisé, avec une date ({french.day(told.done_on)}) : la réponse « Non » est "
            "retenue. Corrigez l’une des deux."
        )
        yield _on_diagnosis("autodiagnostic_contredit", sentence)
    elif told.done and told.done_on and told.done_on > case.law.decision:
        sentence = f"L’autodiagnostic est daté du {french.day(told.done_on)}, après l’évaluation. Corrigez la date."
        yield _on_diagnosis("autodiagnostic_a_venir", sentence, Severity.BLOCKING)
    if not told.conflicting:
        yield from _way_of_counting(told)


def _way_of_counting(told: Diagnosis) -> Iterator[FindingRecord]:
    """Tell what a « séjour » is here: another unit makes other rates, which a region cannot compare."""
    if told.unit is None:
        yield _on_diagnosis(
            "unite_de_compte_absente", "L’unité de compte n’est pas dite : séjours, patients ou entrées."
        )
    elif told.unit != "stays":
        sentence = (
            f"L’établissement compte des {UNITS[told.unit]}, pas des séjours : ses taux de bilans et de conciliations ne se "
            "comparent pas sans réserve à ceux de la région."
        )
        yield _on_diagnosis("unite_de_compte", sentence)
    if told.day_cases:
        sentence = "Les séjours sans nuitée sont comptés parmi les éligibles, ce qui abaisse les taux."
        yield _on_diagnosis("sejours_sans_nuitee", sentence, Severity.INFO)


def _on_diagnosis(code: str, sentence: str, severity: Severity = Severity.TO_CHECK) -> FindingRecord:
    told = f"Feuille « Autodiagnostic ». {sentence}"
    return FindingRecord(code=code, severity=severity, sentence=told)


def _of_years(case: Case) -> Iterator[FindingRecord]:
    pair = pair_of(case)
    if pair and (changed := changed_populations(pair)):
        sentence = (
            f"La population cible déclarée n’est plus dite comme en {case.year - 1} ({', '.join(changed)}) : "
            "si elle a changé, les taux des deux années ne se comparent pas."
        )
        yield FindingRecord(code="population_cible_changee", severity=Severity.TO_CHECK, sentence=sentence)
