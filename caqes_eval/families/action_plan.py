"""The action plan, asked for nearly every indicator: how completely it is filled, and what is late in it.

Source of the three classes: OMEDIT PACA-Corse, webinar of 4 February 2026 (practice.md §9); the rule is a proposal.
"""

from collections import Counter
from datetime import date

import pandas as pd

from caqes_eval.families.case import Case, Input
from caqes_eval.families.definition import Definition, Measure
from caqes_eval.foundation import french
from caqes_eval.intake.forms.definitions.action_plan import INDICATORS, Completeness, completeness
from caqes_eval.intake.tables.cells import Absence

CODE = "action_plan.plan_actions"
INPUT = Input(code=CODE, label="Plan d’actions", required=False)
LEVEL = "plan_actions"
"""The item of the scoring grids that it answers; its levels are those of :class:`Completeness`."""

_NAMES = {choice.code: choice.label for choice in INDICATORS}


def definition(prefix: str, contract: str) -> Definition:
    """Return the indicator « action plan » of an indicator of the contract (``mo.action_plan``)."""
    return Definition(
        code=f"{prefix}.action_plan",
        contract=contract,
        label=f"Plan d’actions : {_NAMES.get(contract, contract)}",
        numerator="lignes complètes : action, pilote, échéance et état",
        unit="mention",
        direction="none",
        why="Un plan suivi dit ce qui change, par qui et pour quand.",
    )


def lines(case: Case, contract: str) -> pd.DataFrame:
    """Return the lines of the plan about an indicator of the contract, of the year evaluated."""
    rows = case.rows(CODE)
    return rows.loc[rows["indicator"] == contract].reset_index(drop=True) if "indicator" in rows else rows


def state(case: Case, contract: str) -> Completeness:
    """Return how completely the plan of an indicator is filled; one that nobody sent is « non transmis »."""
    rows = lines(case, contract)
    return completeness({str(key): value for key, value in row.items()} for row in rows.to_dict("records"))


def measure(case: Case, prefix: str, contract: str) -> Measure:
    """Return the measure of the plan: its class, and what was counted to say so."""
    code, asked = f"{prefix}.action_plan", case.of(CODE)
    if lines(case, contract).empty:
        unread = [each.reason for each in asked if each.state == "inutilisable"]
        if unread:
            return Measure(code=code, ratio=False, lacking=" ".join(unread))
        if not asked:
            return Measure(
                code=code, ratio=False, lacking="Aucun plan d’actions n’a été reçu, et rien ne dit qu’il était demandé."
            )
    return Measure(code=code, answer=state(case, contract).label, ratio=False)


def steps(case: Case, contract: str, on: date) -> list[str]:
    """Return what to do about the plan, drawn from its lines: what is missing, what is late.

    Args:
        case: the establishment.
        contract: code of the region's indicator.
        on: the day from which an action not done is late.
    """
    rows, name = lines(case, contract), _NAMES.get(contract, contract)
    if rows.empty:
        return [f"Plan d’actions « {name} » : aucune ligne reçue. Envoyez-le : il compte dans l’évaluation."]
    missing = Counter(
        label
        for code, label in (("action", "l’action"), ("owner", "le pilote"), ("due", "l’échéance"), ("state", "l’état"))
        for value in rows[code]
        # a declared absence is a word that says nothing
        if isinstance(value, Absence) or not isinstance(value, date | str) or not str(value).strip()
    )
    told = []
    if missing:
        parts = ", ".join(f"{label} ({french.plural(count, 'ligne')})" for label, count in missing.items())
        told.append(f"Plan d’actions « {name} » : complétez {parts}.")
    late = [
        (row["due"], str(row["action"] or "action sans titre"))
        for row in rows.to_dict("records")
        if isinstance(row["due"], date) and row["due"] < on and row["state"] in ("not_started", "under_way")
    ]
    if late:
        first = min(late)
        told.append(
            f"Plan d’actions « {name} » : {french.plural(len(late), 'action')} en retard, la plus ancienne au "
            f"{french.day(first[0])} ({first[1]})."
        )
    return told
