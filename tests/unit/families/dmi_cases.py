"""Whole answers of a hospital for the DMI: a diagnosis of 77 items, an audit of ten records."""

from collections.abc import Mapping
from typing import Any

from caqes_eval.families.case import Case
from caqes_eval.families.dmi import audit, mapping
from tests.indicators.examples import case_of

Row = dict[str, Any]
YEAR = {"year": 2025, "period": "2025"}
SYSTEM: Row = {
    **YEAR, "file": "audit.xlsx", "external_base": True, "aidc_pharmacy": True, "aidc_pharmacy_udi": True,
    "aidc_theatre": True, "theatre_pharmacy_staff": False, "indication_entered": True, "indication_mode": "lppr_menu",
}  # fmt: skip


def diagnosis(answer: str = "yes", file: str = "a.xlsx", **changes: str) -> list[Row]:
    """Return the 77 rows of a workbook, every item answered alike but those of the axes given."""
    return [
        {**YEAR, "file": file, "axis": axis.code, "number": number, "answer": changes.get(axis.code, answer)}
        for axis in mapping.AXES
        for number in range(1, axis.items + 1)
    ]


def record(number: int, answer: str = "yes", **changes: object) -> Row:
    """Return an audited record, every criterion answered alike but those given."""
    head: Row = {
        **YEAR, "file": "audit.xlsx", "record": str(number), "perimeter": "valve", "management": "loan", "intra_ghs": False,
    }  # fmt: skip
    return {**head, **dict.fromkeys(audit.CRITERIA, answer), **changes}


def plan_line(**changes: object) -> Row:
    """Return a complete line of the plan."""
    line: Row = {
        **YEAR,
        "indicator": "dmi",
        "action": "Former le bloc",
        "owner": "Pharmacien",
        "due": None,
        "state": "done",
    }
    return {**line, **changes}


def case(region: str = "paca", deliveries: tuple[Row, ...] = (), **tables: list[Row]) -> Case:
    """Return a case of 2025; tables are named by their sheet."""
    codes: Mapping[str, str] = {
        "cartographie": "dmi_mapping.cartographie", "identification": "dmi_mapping.identification",
        "dossiers": "dmi_audit.dossiers", "systeme": "dmi_audit.systeme_information", "dmi": "pmsi.dmi",
        "plan": "action_plan.plan_actions",
    }  # fmt: skip
    named = {codes[name]: rows for name, rows in tables.items() if rows}
    return case_of({"year": 2025, "region": region, "indicators": ["dmi"], "tables": named, "deliveries": deliveries})
