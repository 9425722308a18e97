"""National indicators and relevance of care: the declaration of the family."""

from caqes_eval.families.definition import Family
from caqes_eval.families.national.advice import advise
from caqes_eval.families.national.amounts import amounts
from caqes_eval.families.national.indicators import INDICATORS, definitions, derive, measure
from caqes_eval.families.national.inputs import INPUTS
from caqes_eval.families.national.notices import notice
from caqes_eval.families.national_incentive import rules_of

_NATIONAL = tuple(each.contract for each in INDICATORS if each.national)

FAMILY = Family(
    code="national",
    title="Indicateurs nationaux et pertinence",
    volet="Produits de santé et pertinence des soins",
    contracts=tuple(each.contract for each in INDICATORS),
    inputs=INPUTS,
    laws=(
        "national",
        *(f"referentials.{contract}" for contract in _NATIONAL),
        *dict.fromkeys(key for contract in _NATIONAL for key in rules_of(contract)),
    ),
    definitions=definitions(),
    measure=measure,
    derive=derive,
    amounts=amounts,
    notice=notice,
    advise=advise,
)
