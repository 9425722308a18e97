"""DMI: the tables it reads."""

from caqes_eval.families import action_plan
from caqes_eval.families.case import Input

MAPPING = "dmi_mapping.cartographie"
MAPPED = "dmi_mapping.identification"
SYSTEM = "dmi_audit.systeme_information"
RECORDS = "dmi_audit.dossiers"
IMPLANTS = "pmsi.dmi"

INPUTS = (
    Input(code=MAPPING, label="Cartographie du circuit (InterDiag)", indicators=("dmi",)),
    Input(code=MAPPED, label="Cartographie : outil, unité et date", required=False, indicators=("dmi",)),
    Input(code=SYSTEM, label="Audit : système d’information", required=False, indicators=("dmi",)),
    Input(code=RECORDS, label="Audit des dossiers", indicators=("dmi",)),
    Input(code=IMPLANTS, label="Poses de DMI de la liste en sus (PMSI)", required=False, indicators=("dmi",)),
    action_plan.INPUT,
)
"""An optional column ``udi`` of the audited records (the UDI as read on the label) is checked when there is one."""
