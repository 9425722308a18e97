"""Generics: the tables it reads."""

from caqes_eval.families import action_plan, products
from caqes_eval.families.case import Input
from caqes_eval.families.products import OPEN_PHMEV

CONTRACT = "generiques"
EXTRACT = "extraction.generiques"

INPUTS = (
    Input(
        code=EXTRACT,
        label="Extraction de l’Assurance maladie : génériques",
        required=False,
        indicators=(CONTRACT,),
        substitute=OPEN_PHMEV,
    ),
    products.INPUT,
    action_plan.INPUT,
)
"""Neither of the first two is required, for each can stand alone; :mod:`caqes_eval.families.phmev` says which decides."""
