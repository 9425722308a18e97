"""MO: the tables it reads, and the codes of indication that name a situation."""

from caqes_eval.families import action_plan
from caqes_eval.families.case import Input

CONTRACT = "mo"

OFF_LABEL, RESEARCH, MIRROR = "I999999", "I999998", "I999997"
"""Outside the reference list and off label, research, « AMM miroir » (law.md §5)."""

PMSI = "pmsi.med"
WITNESS = "totaux_atih.totaux"
REFERENCE = "les_reference"
INITIATIONS = "mo_initiations.initiations"
ANOMALIES = "mo_anomalies.anomalies"

INPUTS = (
    Input(code=PMSI, label="PMSI, médicaments de la liste en sus"),
    Input(code=INITIATIONS, label="Recueil I999, initiations"),
    Input(code=ANOMALIES, label="Anomalies de codage PMSI"),
    action_plan.INPUT,
    Input(code=WITNESS, label="Totaux annuels de la liste en sus (ATIH)", required=False),
    Input(code=REFERENCE, label="Référentiel des indications de la liste en sus", required=False),
)
