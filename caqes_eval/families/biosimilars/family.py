"""Biosimilars: the declaration of the family."""

from caqes_eval.families import action_plan, products
from caqes_eval.families.biosimilars import grant, indicators, inputs, scoring
from caqes_eval.families.biosimilars.advice import advise
from caqes_eval.families.biosimilars.notices import notice
from caqes_eval.families.definition import Definition, Family

FAMILY = Family(
    code="biosimilars",
    activity=indicators.RATE,
    title="Médicaments biosimilaires",
    volet="Produits de santé",
    contracts=(inputs.CONTRACT,),
    inputs=inputs.INPUTS,
    laws=("biosimilars", "biosimilar_grant", products.TOP_GEN),
    definitions=(
        Definition(
            code=indicators.RATE,
            label="Recours aux biosimilaires",
            numerator="biosimilaires",
            denominator="biosimilaires et médicaments biologiques de référence",
            unit="proportion",
            contract=inputs.CONTRACT,
            direction="higher",
            why="Chaque boîte de référence remplacée par un biosimilaire allège la dépense sans perte pour le patient.",
            target="biosimilars.target",
            minimum="biosimilars.minimum_boxes",
            by_part=True,
        ),
        Definition(
            code=indicators.SAVINGS,
            label="Économie au plus, si chaque boîte de référence était un biosimilaire",
            numerator="boîtes de référence × (coût moyen d’une boîte de référence − celui d’un biosimilaire de la molécule)",
            unit="€",
            counted="€",
            direction="lower",
            why="Ce que coûte encore, aux prix de cet établissement, le choix de la référence : un ordre de grandeur.",
        ),
        Definition(
            code=indicators.GRANT_RATE,
            label="Taux de biosimilaires de la dotation nationale",
            numerator="biosimilaires de la liste de l’année",
            denominator="biosimilaires et référents de la liste de l’année",
            unit="proportion",
            direction="higher",
            why="La dotation nationale (art. L. 162-22-7-4) croît avec ce taux, sur la liste de produits de l’année.",
            minimum="biosimilars.minimum_boxes",
            by_part=True,
        ),
        Definition(
            code=indicators.WITNESS_RATE,
            label="Recours aux biosimilaires, toutes molécules (source témoin)",
            numerator="biosimilaires",
            denominator="biosimilaires et médicaments biologiques de référence",
            unit="proportion",
            direction="higher",
            why="Deux sources comptées à part : un écart entre elles se discute avant le résultat.",
            minimum="biosimilars.minimum_boxes",
        ),
        action_plan.definition("biosimilars", inputs.CONTRACT),
    ),
    measure=indicators.measure,
    answers=scoring.answers,
    amounts=grant.grants,
    notice=notice,
    advise=advise,
)
