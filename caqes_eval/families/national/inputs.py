"""The tables that the national indicators read: one extract each, Open PHMEV beside two of them, the action plan."""

from caqes_eval.families import action_plan, products
from caqes_eval.families.case import Input


def _extract(contract: str, name: str) -> Input:
    # an extract is asked for its own indicator only: the family speaks of the others without it
    return Input(
        code=f"extraction.{contract}", label=f"Extraction de la caisse : {name}", required=False, indicators=(contract,)
    )


IPP = _extract("ipp", "IPP")
PERFADOM = _extract("perfadom", "PERFADOM")
PANSEMENTS = _extract("pansements", "pansements")
EZETIMIBE = _extract("ezetimibe", "ézétimibe")
EPA = _extract("epa", "examens pré-anesthésiques")
REHOSPITALISATION_IC = _extract("rehospitalisation_ic", "réhospitalisations pour insuffisance cardiaque")
CHIRURGIE_AMBULATOIRE = _extract("chirurgie_ambulatoire", "chirurgie ambulatoire")

INPUTS = (
    IPP, PERFADOM, PANSEMENTS, EZETIMIBE, EPA, REHOSPITALISATION_IC, CHIRURGIE_AMBULATOIRE,
    products.INPUT, action_plan.INPUT,
)  # fmt: skip
