"""MO: what is remarkable in the data beside what the reading of the files found: series, witness, year not whole. Pure functions."""

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from fractions import Fraction

import pandas as pd

from caqes_eval.families.case import Case
from caqes_eval.families.mo import initiations, pairs, volumes
from caqes_eval.families.mo.inputs import CONTRACT, OFF_LABEL, PMSI
from caqes_eval.families.mo.received import column
from caqes_eval.families.mo.volumes import NOUNS, Volume, Volumes
from caqes_eval.families.quantities import shown
from caqes_eval.families.result import FindingRecord
from caqes_eval.foundation import french
from caqes_eval.foundation.findings import Severity
from caqes_eval.intake.cross_checks import CHECKS, Evidence, Located
from caqes_eval.intake.tables.reading import SOURCE_ROW
from caqes_eval.intake.values import Period
from caqes_eval.intake.values.months import MONTHS

_SERIES = frozenset({"serie_rompue", "rupture_connue", "evolutions_opposees"})


def notice(case: Case) -> list[FindingRecord]:
    """Return the findings on the data of a case."""
    if not case.binds(CONTRACT):
        return []
    return [*_blocked(case), *_series(case), *_witness(case), *_not_whole(case), *_mirror(case)]


def _told(code: str, severity: Severity, sentence: str) -> FindingRecord:
    return FindingRecord(code=code, severity=severity, sentence=sentence)


def _blocked(case: Case) -> Iterator[FindingRecord]:
    """A part above its whole: the rate of that unit is not calculated."""
    year = volumes.of_year(case)
    for volume in (year.ucd, year.euros):
        if "c’est impossible" in volume.lacking:
            yield _told("mo_partie_superieure_au_tout", Severity.BLOCKING, volume.lacking)


def _series(case: Case) -> Iterator[FindingRecord]:
    """The PMSI of the year beside that of the year before, by the checks made on the totals of the ATIH."""
    years = [volumes.of_year(case.at(year)) for year in (case.year - 1, case.year)]
    if any(each.source != "pmsi" or each.ucd.whole is None for each in years):
        return
    rows = [_totals(each, year) for each, year in zip(years, (case.year - 1, case.year), strict=True)]
    frame = pd.DataFrame({code: pd.Series([row[code] for row in rows], dtype=object) for code in rows[0]})
    evidence = Evidence(
        hospital=frozenset({case.finess}), period=Period.of_months(case.year, 1, 12), law=case.law,
        totals=Located(file="PMSI", frame=frame),
    )  # fmt: skip
    for check in CHECKS:
        if check.code in _SERIES:
            # a break is told once, not for UCD then for euros
            for found in list(check.findings(evidence))[: 1 if check.severity is Severity.INFO else None]:
                yield _told(f"mo_{check.code}", check.severity, f"{french.capital(found.message)} {check.remedy}")


def _totals(year: Volumes, number: int) -> dict[str, object]:
    return {
        SOURCE_ROW: number, "period": Period.of_months(number, 1, 12), "ucd": _decimal(year.ucd.whole),
        "ucd_i999": _decimal(year.ucd.off_label), "amount": _decimal(year.euros.whole),
        "amount_i999": _decimal(year.euros.off_label),
    }  # fmt: skip


def _decimal(value: Fraction | None) -> Decimal | None:
    return None if value is None else Decimal(value.numerator) / Decimal(value.denominator)


def _witness(case: Case) -> Iterator[FindingRecord]:
    """The PMSI received beside the yearly totals of the ATIH: two witnesses of the same thing."""
    year, witness = volumes.of_year(case), volumes.of_witness(case)
    if witness is None or year.source != "pmsi":
        return
    for ours, theirs in ((year.ucd, witness.ucd), (year.euros, witness.euros)):
        for name, one, other in _figures(ours, theirs):
            if abs(one - other) >= 1:
                noun = NOUNS[ours.unit]
                yield _told(
                    "mo_temoin_discordant", Severity.TO_CHECK,
                    f"{name} : {shown(one, noun)} d’après le PMSI reçu, {shown(other, noun)} d’après les totaux de l’ATIH. "
                    "Le PMSI décide ; cherchez un envoi incomplet ou une règle de nettoyage.",
                )  # fmt: skip


def _figures(ours: Volume, theirs: Volume) -> Iterator[tuple[str, Fraction, Fraction]]:
    named = (("Liste en sus", ours.whole, theirs.whole), ("I999999", ours.off_label, theirs.off_label))
    for name, one, other in named:
        if one is not None and other is not None:
            yield f"{name}, en {ours.unit}", one, other


def _not_whole(case: Case) -> Iterator[FindingRecord]:
    """A PMSI that stops before December, a contract that does not cover the year."""
    months = [int(str(month)) for month in column(case.rows(PMSI), "month") if month is not None]
    if months and max(months) < 12:
        yield _told(
            "mo_pmsi_incomplet", Severity.TO_CHECK,
            f"Le PMSI reçu s’arrête en {MONTHS[max(months) - 1]} {case.year} : si l’activité a continué, le taux de l’année et son "
            "évolution ne portent que sur une partie de l’année.",
        )  # fmt: skip
    start, end = case.first_day or date(case.year, 1, 1), case.last_day or date(case.year, 12, 31)
    if (start, end) != (date(case.year, 1, 1), date(case.year, 12, 31)):
        yield _told(
            "mo_annee_partielle", Severity.INFO,
            f"Le contrat couvre l’activité du {french.day(start)} au {french.day(end)} ; les taux portent sur toute l’année "
            f"{case.year}, le taux par semestre dit le reste.",
        )  # fmt: skip


def _mirror(case: Case) -> Iterator[FindingRecord]:
    against = sum(not each.off_label and each.code == OFF_LABEL for each in initiations.of_year(case))
    if against:
        yield _told(
            "mo_miroir_code_i999", Severity.TO_CHECK,
            f"{french.plural(against, 'initiation')} en AMM miroir avec le code I999999 : le code attendu est I999997.",
        )  # fmt: skip
    if pairs.reference_of(case) is None and not case.lacking(PMSI):
        yield _told("mo_sans_referentiel", Severity.INFO, pairs.NO_REFERENCE)
