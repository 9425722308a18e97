"""DMI: what is remarkable in the data: contradictions, items out of place, identifiers that cannot be. Pure functions."""

from collections.abc import Iterator

from caqes_eval.families.case import Case
from caqes_eval.families.dmi import audit, mapping
from caqes_eval.families.dmi.indicators import CONTRACT, is_small
from caqes_eval.families.dmi.inputs import IMPLANTS
from caqes_eval.families.dmi.parameters import minimum_files
from caqes_eval.families.result import FindingRecord
from caqes_eval.foundation import french
from caqes_eval.foundation.findings import Severity

AXES = {axis.code: axis.label for axis in mapping.AXES}


def notice(case: Case) -> list[FindingRecord]:
    """Return the findings on the data of a case."""
    if not case.binds(CONTRACT):
        return []
    return [
        FindingRecord(code=code, severity=severity, sentence=sentence)
        for code, severity, sentence in (*_mapping(case), *_audit(case), *_contradictions(case), *_udi(case))
    ]


Told = tuple[str, Severity, str]


def _mapping(case: Case) -> Iterator[Told]:
    found = mapping.diagnosis(case)
    if found is None:
        yield (
            "dmi_cartographie_absente", Severity.TO_CHECK,
            ("Aucune cartographie reçue, ni cette année ni avant : si la grille note ensemble cartographie et plan d’actions, "
            "vérifiez qu’elle existe (InterDiag ou RESOMEDIT) avant d’en accorder les points."),
        )  # fmt: skip
        return
    if found.elsewhere:
        yield (
            "dmi_resomedit", Severity.TO_CHECK,
            "La cartographie a été faite avec RESOMEDIT : elle n’est ni comptée ni notée ici, lisez le diagnostic joint.",
        )  # fmt: skip
    if found.strangers:
        yield (
            "dmi_items_inconnus", Severity.TO_CHECK,
            (f"Cartographie : {french.plural(found.strangers, 'ligne')} d’un axe ou d’un item qu’InterDiag n’a pas "
            f"({len(mapping.AXES)} axes, {mapping.ITEMS} items), hors du calcul."),
        )  # fmt: skip
    for unit in found.units:
        if unit.contradictory:
            named = ", ".join(f"{AXES[axis]} n° {number}" for axis, number in unit.contradictory)
            yield (
                "dmi_reponses_contraires", Severity.TO_CHECK,
                f"Cartographie, {unit.name} : réponses contraires au même item, aucune n’est retenue ({named}).",
            )  # fmt: skip


def _audit(case: Case) -> Iterator[Told]:
    audited = audit.records(case)
    if audited and is_small(case):
        yield (
            "dmi_audit_petit", Severity.TO_CHECK,
            (f"Audit : {french.plural(len(audited), 'dossier')} seulement, moins que les {minimum_files(case)} proposés : "
            "lisez ses taux avec prudence."),
        )  # fmt: skip
    if blank := audit.blank_records(case):
        told = french.plural(blank, "dossier numéroté sans aucune réponse", "dossiers numérotés sans aucune réponse")
        yield "dmi_dossiers_vides", Severity.TO_CHECK, f"Audit : {told}, hors du calcul."


def _contradictions(case: Case) -> Iterator[Told]:
    """Redundant questions get contradictory answers: those of the system sheet against the records, and among themselves."""
    audited = audit.records(case)
    for place, criterion in (("pharmacy", "reception_aidc"), ("theatre", "ward_aidc")):
        read = sum(audit.said(record, criterion) == audit.YES for record in audited)
        for answers in audit.system(case):
            label = audit.SYSTEM_LABELS[f"aidc_{place}"]
            if answers.get(f"aidc_{place}") is False and read:
                yield _contrary(
                    f"« {label} » est à non, et {french.plural(read, 'dossier')} disent oui à « {audit.CRITERIA[criterion]} »"
                )
            quantity = answers.get(f"aidc_{place}_quantity")
            if answers.get(f"aidc_{place}") is False and isinstance(quantity, int) and quantity > 0:
                yield _contrary(f"« {label} » est à non, et sa quantité est {french.number(quantity)}")
    for answers in audit.system(case):
        if (
            answers.get("indication_entered") is False
            and answers.get("indication_mode") in audit.SYSTEM_LISTS["indication_mode"]
        ):
            yield _contrary("l’indication de pose n’est pas saisie, et son mode de saisie est donné")
    beside = sum(record.get("intra_ghs") is False for record in audited)
    if beside and case.declared_empty(IMPLANTS):
        yield _contrary(f"{french.plural(beside, 'dossier')} hors GHS dans l’audit, et aucune pose déclarée au PMSI")


def _contrary(what: str) -> Told:
    return "dmi_reponses_contraires", Severity.TO_CHECK, f"Audit, réponses contraires : {what}."


def _udi(case: Case) -> Iterator[Told]:
    for record, check in audit.udis(audit.records(case)):
        if not check.valid:
            yield "dmi_iud_faux", Severity.TO_CHECK, f"Audit, dossier {record} : IUD refusé. {check.reason}"
        elif check.warning:
            yield "dmi_iud_incomplet", Severity.INFO, f"Audit, dossier {record} : IUD lu. {check.warning}"
