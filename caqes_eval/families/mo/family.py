"""MO: the declaration of the family."""

from caqes_eval.families.definition import Family
from caqes_eval.families.mo import indicators
from caqes_eval.families.mo.advice import advise
from caqes_eval.families.mo.answers import answers
from caqes_eval.families.mo.definitions import DEFINITIONS
from caqes_eval.families.mo.inputs import CONTRACT, INPUTS
from caqes_eval.families.mo.notices import notice

FAMILY = Family(
    code="mo",
    title="Médicaments onéreux (liste en sus)",
    volet="Produits de santé",
    contracts=(CONTRACT,),
    inputs=INPUTS,
    laws=(
        "mo",
        "plausibility.amount_fall",
        "plausibility.quantity_rise",
        "plausibility.series_jump",
        "plausibility.breaks.i999",
    ),
    definitions=DEFINITIONS,
    measure=indicators.measure,
    derive=indicators.derive,
    answers=answers,
    notice=notice,
    advise=advise,
)
