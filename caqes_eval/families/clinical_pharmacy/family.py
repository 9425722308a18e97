"""Clinical pharmacy: the declaration of the family."""

from caqes_eval.families import action_plan
from caqes_eval.families.clinical_pharmacy import indicators, judgements, progress
from caqes_eval.families.clinical_pharmacy.advice import advise
from caqes_eval.families.clinical_pharmacy.grid import answers
from caqes_eval.families.clinical_pharmacy.inputs import CONTRACT, INPUTS
from caqes_eval.families.clinical_pharmacy.notices import notice
from caqes_eval.families.clinical_pharmacy.rates import PPP, PREFIX, RATES, Rate
from caqes_eval.families.definition import Definition, Family


def _rate(rate: Rate) -> Definition:
    return Definition(
        code=rate.code,
        contract=CONTRACT,
        label=rate.label,
        numerator=rate.of,
        denominator=rate.over,
        unit="proportion",
        direction="higher",
        why=rate.why,
        counted=rate.counted,
        divided=rate.divided,
        sampled=True,
        by_part=True,
    )


def _progress(rate: Rate) -> Definition:
    return Definition(
        code=progress.code(rate),
        contract=CONTRACT,
        label=f"{rate.label} : progression sur un an",
        numerator="taux de l’année, moins celui de l’année précédente, sur les mêmes champs",
        unit="point",
        direction="higher",
        why="Le point de départ diffère d’un établissement à l’autre : c’est le chemin parcouru qui est attendu.",
        counted="point",
        target=progress.TARGET,
    )


FAMILY = Family(
    code=PREFIX,
    title="Dispensation et actions de pharmacie clinique",
    volet="Produits de santé",
    contracts=(CONTRACT,),
    inputs=INPUTS,
    laws=(PREFIX,),
    definitions=(
        Definition(
            code=judgements.SELF_DIAGNOSIS,
            contract=CONTRACT,
            label=judgements.SELF_DIAGNOSIS_LABEL,
            numerator="autodiagnostic fait, et assez récent",
            unit="mention",
            direction="higher",
            why="Il dit où en est l’établissement et par quoi commencer.",
        ),
        Definition(
            code=indicators.COMPLETENESS,
            contract=CONTRACT,
            label="Fichier d’activité rempli",
            numerator="réponses données, 0 et « sans objet » compris",
            denominator="réponses demandées, pour les champs de l’établissement",
            unit="proportion",
            direction="higher",
            why="Une case vide n’est ni un zéro ni un « sans objet » : elle empêche de calculer.",
            counted="réponse",
            target="clinical_pharmacy.activity.target",
        ),
        *(_rate(rate) for rate in RATES[: RATES.index(PPP)]),
        *(_progress(rate) for rate in progress.GROWING),
        Definition(
            code=indicators.PPP_COUNT,
            contract=CONTRACT,
            label=indicators.PPP_LABEL,
            numerator=PPP.of,
            unit="PPP",
            direction="higher",
            why=PPP.why,
            counted="PPP",
            by_part=True,
        ),
        *(_rate(rate) for rate in RATES[RATES.index(PPP) :]),
        Definition(
            code=judgements.NOMINATIVE_OR_PLAN,
            contract=CONTRACT,
            label=judgements.NOMINATIVE_OR_PLAN_LABEL,
            numerator="lits et places en délivrance nominative, ou lignes complètes du plan d’actions",
            unit="mention",
            direction="higher",
            why="Étendre la délivrance nominative prend des années : un plan suivi vaut engagement.",
        ),
        action_plan.definition(PREFIX, CONTRACT),
    ),
    measure=indicators.measure,
    derive=judgements.derive,
    answers=answers,
    notice=notice,
    advise=advise,
)
