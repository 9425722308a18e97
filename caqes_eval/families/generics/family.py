"""Generics: the declaration of the family."""

from caqes_eval.families.definition import Definition, Family
from caqes_eval.families.generics import indicators
from caqes_eval.families.generics.advice import advise

FAMILY = Family(
    code="generics",
    title="Médicaments génériques",
    volet="Produits de santé",
    definitions=(
        Definition(
            code=indicators.REPERTOIRE_RATE,
            label="Prescription dans le répertoire des génériques",
            numerator="médicaments du répertoire : génériques et princeps ayant un générique",
            denominator="tous les médicaments identifiés",
            unit="proportion",
            direction="higher",
            why="Prescrire dans le répertoire rend la substitution possible.",
            target="generics.repertoire_rate.target",
            minimum="generics.minimum_boxes",
        ),
        Definition(
            code=indicators.PENETRATION_RATE,
            label="Part des génériques dans le répertoire",
            numerator="génériques",
            denominator="médicaments du répertoire",
            unit="proportion",
            direction="higher",
            why="Une ordonnance en DCI sans mention « non substituable » laisse délivrer le générique.",
            minimum="generics.minimum_boxes",
        ),
        Definition(
            code=indicators.EUROS_PER_BOX,
            label="Montant remboursé par boîte du répertoire",
            numerator="remboursement des médicaments du répertoire",
            denominator="médicaments du répertoire",
            unit="€/boîte",
            direction="lower",
            why="À prescriptions comparables, le coût moyen d’une boîte baisse quand le générique remplace le princeps.",
            minimum="generics.minimum_boxes",
        ),
        Definition(
            code=indicators.SAVINGS_AT_MEDIAN,
            label="Économie si le coût par boîte était à la médiane régionale",
            numerator="écart à la médiane régionale du coût par boîte",
            denominator="boîtes du répertoire",
            unit="€",
            direction="lower",
            why="Un ordre de grandeur de l’enjeu, pas une économie promise.",
        ),
    ),
    measure=indicators.measure,
    derive=indicators.savings_at_median,
    advise=advise,
    repertoire=True,
)
