"""Biosimilars: what is remarkable in the data, beside what the reading of the files found."""

from caqes_eval.families.biosimilars import grant
from caqes_eval.families.biosimilars.extract import READER
from caqes_eval.families.biosimilars.perimeter import effects
from caqes_eval.families.case import Case
from caqes_eval.families.phmev import prescriptions
from caqes_eval.families.phmev_notices import finding, not_released, replaced
from caqes_eval.families.result import FindingRecord
from caqes_eval.foundation.findings import Severity


def notice(case: Case) -> list[FindingRecord]:
    """Return what a reader must know: secrecy, products whose place changed, brands that no list knows."""
    found = prescriptions(case, READER)
    moved = [
        finding("perimetre_change", Severity.TO_CHECK, f"{effect.label} ({effect.molecule}). {effect.sentence}")
        for effect in effects(case).values()
    ]
    groups = grant.listed(case)
    unknown = (
        [
            finding("marque_hors_liste", Severity.TO_CHECK, told)
            for told in grant.unknown_told(case, grant.brands(found.products, groups))
        ]
        if groups and not found.lacking and found.detailed
        else []
    )
    return [*not_released(found), *replaced(found), *moved, *unknown]
