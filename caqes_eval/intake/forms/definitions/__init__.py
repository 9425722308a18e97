"""The forms, one module each, as data."""

from collections.abc import Mapping
from types import MappingProxyType

from caqes_eval.intake.forms.definitions import (
    action_plan,
    clinical_pharmacy,
    dmi_audit,
    dmi_mapping,
    mo_anomalies,
    mo_initiations,
    transport,
)
from caqes_eval.intake.forms.form import Form

_MODULES = (mo_initiations, mo_anomalies, dmi_mapping, dmi_audit, clinical_pharmacy, transport, action_plan)

FORMS: Mapping[str, Form] = MappingProxyType({module.FORM.code: module.FORM for module in _MODULES})
"""Every form by its code."""
