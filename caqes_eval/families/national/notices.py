"""What is remarkable in the data of the national indicators: two sources that do not say the same. Pure functions."""

from fractions import Fraction

from caqes_eval.families.case import Case
from caqes_eval.families.extracts import PREVIOUS, total, year_rows
from caqes_eval.families.national import inputs, open_phmev
from caqes_eval.families.national.ezetimibe import EZETIMIBE, ended
from caqes_eval.families.national.ipp import IPP
from caqes_eval.families.national.medicines import DETAIL, Medicines
from caqes_eval.families.result import FindingRecord
from caqes_eval.foundation import french
from caqes_eval.foundation.findings import Severity

_SPENDING = (inputs.IPP, inputs.PERFADOM, inputs.PANSEMENTS, inputs.EZETIMIBE)


def notice(case: Case) -> list[FindingRecord]:
    """Return what differs: a past spending said twice, boxes of the extract and of Open PHMEV."""
    over = {EZETIMIBE.contract} if ended(case) else set()
    held = [each for each in _SPENDING if case.binds(each.indicators[0]) and each.indicators[0] not in over]
    pasts = [_two_pasts(case, each.code, each.label) for each in held]
    medicines = (IPP,) if over else (IPP, EZETIMIBE)
    witnesses = [_witness(case, each) for each in medicines if case.binds(each.contract)]
    return [found for found in (*pasts, *witnesses) if found is not None]


def _two_pasts(case: Case, code: str, label: str) -> FindingRecord | None:
    own = total(year_rows(case.at(case.year - 1), code), "amount", "")
    told = total(year_rows(case, code), f"{PREVIOUS}amount", "")
    if own.value is None or told.value is None or own.value == told.value:
        return None
    return FindingRecord(
        code="depense_passee_differente",
        severity=Severity.TO_CHECK,
        sentence=(
            f"{label} : {french.euros(own.value)} dans l’extraction de {case.year - 1}, {french.euros(told.value)} rappelés "
            f"dans celle de {case.year}. La première est retenue ; demandez à la caisse d’où vient l’écart."
        ),
    )


def _witness(case: Case, medicines: Medicines) -> FindingRecord | None:
    found = open_phmev.count(case, medicines.contract)
    boxes = total(year_rows(case, medicines.source.code, detail=DETAIL), "boxes", "")
    if found is None or boxes.value is None or boxes.value == found.boxes:
        return None
    gap = Fraction(found.boxes) - boxes.value
    share = f" ({french.percent(abs(gap) / boxes.value)})" if boxes.value > 0 else ""
    side = "de plus" if gap > 0 else "de moins"
    count = french.plural(int(abs(gap)), "boîte")
    # the open file hides products, so it should never count more than the extract
    severity = Severity.TO_CHECK if gap > 0 else Severity.INFO
    return FindingRecord(
        code="temoin_open_phmev",
        severity=severity,
        sentence=(
            f"{medicines.name} : {french.number(boxes.value)} boîtes dans l’extraction, {french.number(found.boxes)} dans Open "
            f"PHMEV, soit {count} {side}{share}. L’extraction est retenue ; Open PHMEV cache des produits par secret statistique."
        ),
    )
