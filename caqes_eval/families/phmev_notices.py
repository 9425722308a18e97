"""What is remarkable in the prescriptions that decide: what no rate can see, an older source, a year cut short."""

from caqes_eval.families.phmev import Prescriptions
from caqes_eval.families.products import boxes, perimeter
from caqes_eval.families.result import FindingRecord
from caqes_eval.foundation import french
from caqes_eval.foundation.findings import Severity


def finding(code: str, severity: Severity, sentence: str) -> FindingRecord:
    """Return a finding that travels with the result."""
    return FindingRecord(code=code, severity=severity, sentence=sentence)


def not_released(found: Prescriptions) -> list[FindingRecord]:
    """Say what statistical secrecy hides of Open PHMEV."""
    if found.origin != "open_phmev" or found.lacking:
        return []
    left_out = perimeter(found.products)
    if not left_out.not_released_cents and not left_out.not_released_boxes:
        return []
    share = french.percent(left_out.not_released_share)
    hidden = french.percent(left_out.not_released_box_share)
    told = (
        f"{share} des euros remboursés ({hidden} des boîtes) sont « Non restitué » par le secret statistique : "
        "comptés en euros, absents des taux par produit."
    )
    return [finding("part_non_restituee", Severity.INFO, told)]


def undecided(found: Prescriptions) -> list[FindingRecord]:
    """Say which boxes count on neither side of the rates of the repertoire."""
    count = boxes(found.products, "undecided")
    if not count:
        return []
    who = (
        "de produits absents ou ambigus dans la base publique des médicaments"
        if found.origin == "open_phmev"
        else "de produits dont l’extraction ne dit pas le type, ou se contredit,"
    )
    told = f"{french.plural(count, 'boîte')} {who} ne comptent pas dans les taux du répertoire."
    return [finding("repertoire_indecis", Severity.TO_CHECK, told)]


def replaced(found: Prescriptions) -> list[FindingRecord]:
    """Say what must be known of the source retained: Open PHMEV in the place of an extract, or a year cut short."""
    return [finding("source_retenue", Severity.TO_CHECK, found.caution)] if found.caution else []
