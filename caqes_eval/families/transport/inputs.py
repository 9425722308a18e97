"""Transport: what the family reads, and the modes by which both sources count."""

from collections.abc import Mapping

from caqes_eval.families import action_plan
from caqes_eval.families.case import Input
from caqes_eval.intake.forms.definitions.transport import FORM, TRIPS
from caqes_eval.intake.forms.definitions.transport import MODES as _CHOICES

AMBULANCE, OTHERS = "ambulance", "autres_transports"
"""Codes of the region's indicators: the national one, the regional one."""

EXTRACT = "extraction.transport"
DECLARED = f"{FORM.code}.{TRIPS}"

INPUTS = (
    Input(code=EXTRACT, label="Extraction des transports (Assurance maladie)", required=False),
    Input(code=DECLARED, label="Transports prescrits, par mode", required=False),
    action_plan.INPUT,
)

LABELS: Mapping[str, str] = {choice.code: choice.label for choice in _CHOICES}
MODES = tuple(LABELS)
REASONS: Mapping[str, str] = {
    choice.code: choice.label for choice in FORM.sheet(TRIPS).schema.column("reason").choices
}  # fmt: skip
SHARED = ("shared_vsl", "shared_taxi")
PERSONAL = ("private_vehicle", "public_transport")
GROUPS: Mapping[str, tuple[str, ...]] = {
    "ambulance": ("ambulance",), "vsl": ("vsl", "shared_vsl"), "taxi": ("taxi", "shared_taxi"),
}  # fmt: skip
"""What the référentiel calls ambulance, VSL and taxi: a shared trip is a trip by VSL or by taxi."""

GROUP_LABELS: Mapping[str, str] = {"ambulance": "ambulance", "vsl": "VSL", "taxi": "taxi"}
