"""Small typed tables for the checks between files; the hospital, its figures and its initiations are fictitious."""

from datetime import date
from decimal import Decimal

import pandas as pd

from caqes_eval.foundation.shipped import shipped
from caqes_eval.intake.cross_checks import CHECKS, Evidence, Located
from caqes_eval.intake.les_reference.reference import LesReference, Listing
from caqes_eval.intake.values import Period
from caqes_eval.regulation.parameters.rules import Rules
from caqes_eval.regulation.regime import Law

OURS, OUR_SITE, OTHER = "060785011", "060000015", "2A0000014"
S1_2025, S2_2025 = Period.of_months(2025, 1, 6), Period.of_months(2025, 7, 12)
RITUXIMAB, IGG, CARFILZOMIB = "9210029", "9303009", "9418497"
RULES = Rules.load(shipped("regulation"))
INITIATION = {
    "line_number": None, "finess_et": None, "initiation_date": date(2025, 9, 3), "dci": "Immunoglobuline humaine normale",
    "ucd7": None, "level_1": "immunology", "level_2": "Myosite", "declared_code": "I999999", "mirror": None,
    "age_class": "40_64", "argued": True, "comment": None,
}  # fmt: skip


def table(*records, file="recueil.xlsx", sheet="Initiations", period=None, columns=()) -> Located:
    """A typed table as a reader gives it: values or None, and where each line comes from (from line 2)."""
    codes = list(records[0]) if records else list(columns)
    values = {code: pd.Series([record[code] for record in records], dtype=object) for code in codes}
    rows = pd.Series(range(2, 2 + len(records)), dtype="int64")
    return Located(file=file, sheet=sheet, frame=pd.DataFrame({"source_row": rows, **values}), period=period)


def initiations(*changes, **options) -> Located:
    return table(*({**INITIATION, **change} for change in changes), columns=INITIATION, **options)


def pmsi(*lines, period=None) -> Located:
    """Lines of the PMSI: UCD, indication, day, and FINESS when it is not ours."""
    records = [
        {"finess": line[3] if len(line) > 3 else OURS, "ucd": line[0], "indication": line[1], "day": line[2]}
        for line in lines
    ]
    located = table(
        *records, file="060785011.2025.12.med", sheet="", period=period, columns=("finess", "ucd", "indication", "day")
    )
    return Located(
        file=located.file, frame=located.frame.assign(day=pd.to_datetime(located.frame["day"])), period=located.period
    )


def totals(**years) -> Located:
    """Totals by year (y2024) or period: a mapping of measures each."""
    codes = sorted({code for values in years.values() for code in values})
    records = [
        {
            "period": Period.of_months(
                int(name[1:5]), *((1, 12) if len(name) == 5 else (1, 6) if name[-1] == "1" else (7, 12))
            ),
            **{code: None if values.get(code) is None else Decimal(values[code]) for code in codes},
        }
        for name, values in years.items()
    ]
    return table(*records, file="totaux.xlsx", sheet="MO")


def reference(pairs, *, any_drug=("I999998", "I999999"), names=None) -> LesReference:
    return LesReference(
        file="indications.json", sha256="", pairs={pair: (Listing(*listing),) for pair, listing in pairs.items()},
        any_drug=frozenset(any_drug), months=frozenset(), names=names or {RITUXIMAB: "MABTHERA"}, findings=(),
    )  # fmt: skip


def evidence(*, period=S2_2025, **tables) -> Evidence:
    law = Law(rules=RULES, activity=period.end, decision=date(2026, 3, 9))
    return Evidence(hospital=frozenset({OURS, OUR_SITE}), period=period, law=law, **tables)


def told(code, **tables):
    """The findings of one check."""
    (check,) = [check for check in CHECKS if check.code == code]
    return list(check.findings(evidence(**tables)))
