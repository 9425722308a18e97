"""Biosimilars: the declaration of the family."""

from caqes_eval.families.biosimilars import indicators
from caqes_eval.families.biosimilars.advice import advise
from caqes_eval.families.definition import Definition, Family

FAMILY = Family(
    code="biosimilars",
    title="Médicaments biosimilaires",
    volet="Produits de santé",
    definitions=(
        Definition(
            code=indicators.RATE,
            label="Recours aux biosimilaires",
            numerator="biosimilaires",
            denominator="biosimilaires et médicaments biologiques de référence",
            unit="proportion",
            direction="higher",
            why="Chaque boîte de référence remplacée par un biosimilaire allège la dépense sans perte pour le patient.",
            target="biosimilars.target",
            minimum="biosimilars.minimum_boxes",
            by_molecule=True,
        ),
    ),
    measure=indicators.measure,
    advise=advise,
)
