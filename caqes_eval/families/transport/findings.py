"""Transport: what the data of a case call for attention: perimeter, sources that disagree, years not whole. Pure functions."""

from collections.abc import Iterator
from datetime import date

from caqes_eval.families.case import Case
from caqes_eval.families.national_incentive import covered, whole_year
from caqes_eval.families.result import FindingRecord
from caqes_eval.families.transport.indicators import SHARE_AMOUNT, SHARE_TRIPS, ambulance_share, sources_gap
from caqes_eval.families.transport.inputs import AMBULANCE, DECLARED, EXTRACT
from caqes_eval.families.transport.records import Row, records
from caqes_eval.families.transport.referentials import disagreeing
from caqes_eval.families.transport.sources import asked, declared, extracted
from caqes_eval.families.transport.spending import BREAK, compared
from caqes_eval.foundation import french
from caqes_eval.foundation.findings import Severity
from caqes_eval.regulation.regime import CONTRACTS

TOLERANCE = "transport.sources_gap"

_NO_FINESS = (
    "Une prescription sans numéro FINESS, ou avec celui d’un autre établissement, est comptée chez un autre : la dépense de "
    "l’extraction peut s’en trouver trop basse ou trop haute."
)


def notice(case: Case) -> list[FindingRecord]:
    """Return what must be told beside the results, drawn from the records and the rules of the case."""
    return [*_perimeter(case), *_whose(case), *_period(case), *_units(case), *_remarks(case), *_gap(case)]


def _perimeter(case: Case) -> Iterator[FindingRecord]:
    if not asked(case, EXTRACT):
        return
    rule = case.law.find(BREAK)
    if rule is not None:
        since = french.day(rule.since)
        told = f"Périmètre : transports prescrits et remboursés en ville. Rupture du {since} : {rule.text}"
        old = [year for year in case.years(EXTRACT) if year <= rule.since.year < case.year]
        if old:
            years = ", ".join(str(year) for year in old)
            yield _to_check("transport_article_80", f"{told}. {years} et {case.year} ne se comparent pas.")
        else:
            yield _info("transport_perimetre", f"{told}. Ils ne se comptent pas ici, ni les SMUR.")
    yield _info("transport_finess_prescription", _NO_FINESS)


def _whose(case: Case) -> Iterator[FindingRecord]:
    own = {case.finess, *case.law.subject.finess}
    rows = records(case, EXTRACT)
    nobody = [row for row in rows if not _numbers(row)]
    others = sorted({number for row in rows if _numbers(row) and not _numbers(row) & own for number in _numbers(row)})
    if nobody:
        yield _to_check(
            "transport_sans_finess",
            f"{french.plural(len(nobody), 'ligne')} de l’extraction {case.year} sans FINESS, comptées comme de l’établissement : "
            "vérifiez-le.",
        )
    if others:
        yield _to_check(
            "transport_autre_finess",
            f"L’extraction {case.year} a des lignes d’un FINESS qui n’est pas connu comme celui de l’établissement "
            f"({', '.join(others)}) : elles sont comptées. Si c’est un autre établissement, faites-les ôter par la caisse.",
        )


def _numbers(row: Row) -> set[str]:
    return {
        str(row[column]) for column in ("finess", "legal_finess") if isinstance(row.get(column), str) and row[column]
    }


def _period(case: Case) -> Iterator[FindingRecord]:
    if not whole_year(case):
        first, last = covered(case)
        yield _to_check(
            "transport_annee_partielle",
            f"Le contrat ne couvre que du {french.day(first)} au {french.day(last)} : les seuils en euros et les économies "
            "valent pour une année entière.",
        )
    contracts = case.law.find(CONTRACTS)
    if contracts is not None and contracts.since.year == case.year - 1 and contracts.since > date(case.year - 1, 1, 1):
        yield _info(
            "transport_annee_precedente",
            f"Les contrats n’ont commencé que le {french.day(contracts.since)} : vérifiez que la dépense de {case.year - 1} est "
            "bien celle de l’année entière.",
        )


def _units(case: Case) -> Iterator[FindingRecord]:
    if not case.binds(AMBULANCE):
        return
    extract = extracted(case)
    trips = ambulance_share(SHARE_TRIPS, extract, "trips").value
    if told := disagreeing(case, trips, ambulance_share(SHARE_AMOUNT, extract, "euros").value):
        yield _to_check("transport_unite_de_la_part", told)


def _remarks(case: Case) -> Iterator[FindingRecord]:
    if told := compared(case).disagreement:
        yield _to_check("transport_annee_precedente_discordante", told)
    for remark in extracted(case).remarks:
        yield _to_check("transport_lignes_sans_mode", remark)


def _gap(case: Case) -> Iterator[FindingRecord]:
    if not (asked(case, EXTRACT) and asked(case, DECLARED)):
        return
    gap = sources_gap(case, extracted(case), declared(case)).value
    tolerance = case.law.find(TOLERANCE)
    if gap is None or gap == 0 or tolerance is None:
        return
    side = "plus" if gap > 0 else "moins"
    told = (
        f"L’établissement déclare {french.percent(abs(gap))} de trajets en {side} que l’extraction de l’Assurance maladie "
        "(ambulance, VSL et taxi)."
    )
    if tolerance.holds(abs(gap)):
        causes = "prescrit d’un côté, remboursé de l’autre ; FINESS manquant ou d’un autre sur les prescriptions ; article 80"
        yield _to_check("transport_sources_ecart", f"{told} À rapprocher : {causes}.")
    else:
        yield _info("transport_sources_ecart", told)


def _info(code: str, sentence: str) -> FindingRecord:
    return FindingRecord(code=code, severity=Severity.INFO, sentence=sentence)


def _to_check(code: str, sentence: str) -> FindingRecord:
    return FindingRecord(code=code, severity=Severity.TO_CHECK, sentence=sentence)
