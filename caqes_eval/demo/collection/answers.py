"""What the hospitals of the demonstration answer in the forms: plausible, invented, the same at each run."""

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from decimal import Decimal
from random import Random

from caqes_eval.demo.collection.answers_mo import anomalies, initiations
from caqes_eval.demo.collection.asked import Asked
from caqes_eval.demo.draws import below, one_of, split
from caqes_eval.intake.forms.cells import Row
from caqes_eval.intake.forms.definitions import FORMS, action_plan, clinical_pharmacy, dmi_audit, dmi_mapping, transport
from caqes_eval.intake.tables.cells import Absence
from caqes_eval.intake.values import Period

Answers = Mapping[str, Sequence[Row]]
"""The records of a form by the code of its sheet."""

_NA = Absence.NOT_APPLICABLE
_CONTACT: Row = {
    "contact_name": "Le pharmacien référent (fictif)",
    "contact_email": "pharmacie@exemple.invalid",
    "contact_phone": "0199000000",
}


def answers(form: str, asked: Asked) -> Answers:
    """Return what a hospital answers to a form, given by its code."""
    given = _ANSWERS[form](asked)
    identity = given.get("identification", ({},))[0]
    return {**given, "identification": [{**_CONTACT, "sent_on": date(2026, 2, 2), **identity}]}


def _mapping(asked: Asked) -> Answers:
    rows = [
        {
            "axis": axis.code, "number": number, "answer": _yes_partly_no(asked.draw, ("yes", "partly", "no", "na")),
            "comment": "À revoir avec le bloc" if below(asked.draw, 20) == 0 else None,
        }
        for axis in dmi_mapping.AXES
        for number in range(1, axis.items + 1)
    ]  # fmt: skip
    identity: Row = {"tool": "interdiag", "unit": "PUI", "mapped_on": date(2025, 10, 1 + below(asked.draw, 28))}
    return {"identification": [identity], dmi_mapping.MAPPING: rows}


def _yes_partly_no(draw: Random, codes: tuple[str, str, str, str]) -> str:
    """Draw an answer: six in ten are yes, as the mastery rates published (practice.md §3.2)."""
    place = below(draw, 20)
    return codes[0 if place < 12 else 1 if place < 15 else 2 if place < 19 else 3]


def _audit(asked: Asked) -> Answers:
    columns = FORMS["dmi_audit"].sheet(dmi_audit.RECORDS).schema.columns
    perimeter, management = (
        [choice.code for choice in column.choices] for column in columns if column.code in ("perimeter", "management")
    )
    criteria = [column.code for column in columns if column.kind == "choice"][2:]
    records: list[Row] = [
        {
            "record": str(rank), "perimeter": one_of(asked.draw, perimeter), "management": one_of(asked.draw, management),
            "intra_ghs": below(asked.draw, 2) == 0,
            **{code: _yes_partly_no(asked.draw, ("yes", "partial", "no", "na")) for code in criteria},
        }
        for rank in range(1, dmi_audit.DOSSIERS + 1)
    ]  # fmt: skip
    system: Row = {
        "external_base": True, "external_base_name": "Base fictive", "external_base_linked": False,
        "software_gef": "GEF-Brume", "software_theatre_stock": "Stock-Brume", "software_traceability": "Trace-Brume",
        "software_dpi": "DPI-Brume", "aidc_pharmacy": True, "aidc_pharmacy_quantity": 1 + below(asked.draw, 4),
        "aidc_pharmacy_udi": True, "aidc_theatre": False, "aidc_theatre_quantity": 0, "aidc_theatre_udi": False,
        "theatre_pharmacy_staff": below(asked.draw, 2) == 0, "indication_entered": True, "indication_mode": "lppr_menu",
    }  # fmt: skip
    return {dmi_audit.SYSTEM: [system], dmi_audit.RECORDS: records}


def _clinical_pharmacy(asked: Asked) -> Answers:
    diagnosis: Row = {
        "done": True, "done_on": date(2024, 1 + below(asked.draw, 12), 15), "unit": "stays", "day_cases": False,
        "software": "Concilia-Brume",
    }  # fmt: skip
    activity = [
        _activity(asked.draw, champ.code) if champ.code in asked.own.champs else _no_activity(champ.code)
        for champ in clinical_pharmacy.CHAMPS
    ]
    return {clinical_pharmacy.DIAGNOSIS: [diagnosis], clinical_pharmacy.ACTIVITY: activity}


def _activity(draw: Random, champ: str) -> Row:
    def part(whole: int, least: int, most: int) -> int:
        return whole * (least + below(draw, most - least + 1)) // 100

    eligible, prescriptions, beds = (below(draw, most) + most // 4 for most in (4_000, 30_000, 300))
    leaving, emitted, found = part(eligible, 60, 90), part(prescriptions, 2, 6), part(eligible, 10, 30)
    reviewed = part(eligible, 20, 70)
    conciliated = part(reviewed, 50, 90)
    return {
        "champ": champ, "target_population": "65 ans et plus", "eligible": eligible, "bmo": reviewed,
        "entry_conciliated": conciliated, "entry_conciliated_48h": part(conciliated, 40, 90), "eligible_exit": leaving,
        "exit_conciliated": part(leaving, 5, 40), "ppp_eligible": part(eligible, 5, 15), "ppp": part(eligible, 1, 4),
        "prescriptions": prescriptions, "prescriptions_analysed": part(prescriptions, 30, 90), "beds": beds,
        "beds_nominative": part(beds, 10, 80), "interventions": emitted, "interventions_accepted": part(emitted, 50, 90),
        "divergences": found, "divergences_corrected": part(found, 60, 100),
    }  # fmt: skip


def _no_activity(champ: str) -> Row:
    codes = [column.code for column in FORMS["clinical_pharmacy"].sheet(clinical_pharmacy.ACTIVITY).schema.columns]
    return {**dict.fromkeys(codes, _NA), "champ": champ, "target_population": None}


def _transport(asked: Asked) -> Answers:
    year = asked.year
    modes = [choice.code for choice in transport.MODES]
    reason = "sessions" if "DIALYSE" in asked.own.champs else "discharge"
    rows: list[Row] = []
    for first, last in ((1, 6), (7, 12)):
        trips = split(2_000 + below(asked.draw, 6_000), [30, 22, 26, 6, 5, 8, 3])
        for mode, count in zip(modes, trips, strict=True):
            paid = Decimal(count * (2_500 + below(asked.draw, 5_000))) / 100
            rows.append(
                {
                    "finess": asked.own.finess, "period": Period.of_months(year, first, last), "mode": mode, "trips": count,
                    "patients": 1 + count * 2 // 5, "reimbursed": _NA if mode == "public_transport" else paid,
                    "reason": reason,
                }
            )  # fmt: skip
    return {transport.TRIPS: rows}


_ACTIONS = (
    (
        "Prescriptions non conformes au livret",
        "Ramener les écarts sous 5 %",
        "Revue mensuelle en COMEDIMS",
        "Pharmacien",
    ),
    ("Prescripteurs peu informés", "Informer chaque service", "Note et réunion par service", "Président de CME"),
    ("Suivi absent", "Un tableau de bord chaque trimestre", "Construire la requête et la diffuser", "DIM"),
)
_STATES = ("under_way", "done", "not_started")


def _plan(asked: Asked) -> Answers:
    known = {choice.code for choice in action_plan.INDICATORS}
    rows: list[Row] = []
    for rank, code in enumerate(each for each in asked.indicators if each in known):
        finding, goal, action, owner = _ACTIONS[(rank + below(asked.draw, 3)) % 3]
        rows.append(
            {
                "indicator": code, "finding": finding, "goal": goal, "action": action, "owner": owner,
                "due": date(2026, 3 + below(asked.draw, 9), 28), "follow_up": "Taux du trimestre",
                "state": one_of(asked.draw, _STATES), "proof": f"preuve_{code}.pdf", "updated_on": date(2026, 1, 5 + below(asked.draw, 20)),
            }
        )  # fmt: skip
    return {action_plan.PLAN: rows}


_ANSWERS: Mapping[str, Callable[[Asked], Answers]] = {
    "mo_initiations": initiations,
    "mo_anomalies": anomalies,
    "dmi_mapping": _mapping,
    "dmi_audit": _audit,
    "clinical_pharmacy": _clinical_pharmacy,
    "transport": _transport,
    "action_plan": _plan,
}
