"""DMI: the declaration of the family."""

from caqes_eval.families import action_plan
from caqes_eval.families.definition import Definition, Family
from caqes_eval.families.dmi import implants, indicators
from caqes_eval.families.dmi.advice import advise
from caqes_eval.families.dmi.answers import answers
from caqes_eval.families.dmi.inputs import INPUTS
from caqes_eval.families.dmi.notices import notice

_CONTRACT = indicators.CONTRACT
_MAPPING = (
    Definition(
        code=indicators.MAPPED,
        contract=_CONTRACT,
        label="Cartographie du circuit",
        numerator="diagnostic InterDiag ou RESOMEDIT, par unité",
        unit="mention",
        direction="none",
        why="La cartographie montre où le circuit est fragile ; elle se met à jour quand le système change.",
    ),
    Definition(
        code=indicators.MASTERY,
        contract=_CONTRACT,
        label="Taux de maîtrise (InterDiag)",
        numerator="somme des réponses : Oui 1, Non 0, Partiellement entre les deux (voir les règles)",
        denominator="items répondus et applicables",
        unit="proportion",
        counted="point",
        divided="item",
        direction="higher",
        why="Un taux par axe dit par quoi commencer.",
        by_part=True,
    ),
    Definition(
        code=indicators.COMPLETENESS,
        contract=_CONTRACT,
        label="Complétude de la cartographie",
        numerator="items répondus, « Non applicable » compris",
        denominator="items du diagnostic, 77 par unité",
        unit="proportion",
        counted="item",
        direction="higher",
        why="Un taux de maîtrise ne vaut que par les items auxquels on a répondu.",
        by_part=True,
    ),
)
_AUDIT = (
    Definition(
        code=indicators.AUDIT,
        contract=_CONTRACT,
        label="Audit de la traçabilité et de l’information du patient",
        numerator="dossiers et questions remplis",
        unit="mention",
        direction="none",
        why="L’audit compte dans le score, sans cible : c’est à l’établissement d’en tirer ses priorités.",
    ),
    Definition(
        code=indicators.FILES,
        contract=_CONTRACT,
        label="Dossiers audités",
        numerator="dossiers avec au moins une réponse",
        unit="dossier audité",
        counted="dossier audité",
        direction="none",
        why="Trop peu de dossiers ne disent rien des pratiques.",
    ),
    Definition(
        code=indicators.RATE,
        contract=_CONTRACT,
        untargeted="pas de cible : choix de l’établissement",
        label="Audit : tous les critères",
        numerator="réponses « Oui »",
        denominator="réponses Oui, Partiel ou Non",
        unit="proportion",
        counted="réponse",
        direction="higher",
        why="Par bloc : réception et délivrance, service utilisateur, information du patient.",
        by_part=True,
    ),
    Definition(
        code=indicators.CRITERION,
        contract=_CONTRACT,
        untargeted="pas de cible : choix de l’établissement",
        label="Audit, par critère",
        numerator="dossiers à « Oui »",
        denominator="dossiers à Oui, Partiel ou Non",
        unit="proportion",
        counted="dossier",
        direction="higher",
        why="Chaque critère désigne une étape à corriger.",
        sampled=True,
        by_part=True,
    ),
    Definition(
        code=indicators.TRACEABILITY,
        contract=_CONTRACT,
        untargeted="pas de cible : choix de l’établissement",
        label="Dossiers avec toutes les données réglementaires",
        numerator="dossiers où données enregistrées et informations sur le DMI sont à « Oui », à la réception et au service",
        denominator="dossiers que l’on peut juger",
        unit="proportion",
        counted="dossier",
        direction="higher",
        why="Retrouver vite les patients d’un lot et les lots d’un patient (CSP R. 5212-36 et suivants).",
        sampled=True,
    ),
    Definition(
        code=indicators.UDI,
        contract=_CONTRACT,
        untargeted="pas de cible : choix de l’établissement",
        label="Identifiants uniques (IUD) justes",
        numerator="dossiers dont l’IUD est juste : clé GS1 ou HIBC, forme ICCBBA",
        denominator="dossiers dont l’IUD est relevé",
        unit="proportion",
        counted="dossier",
        direction="higher",
        why="Un IUD faux coupe le lien entre le lot et le patient (règlement (UE) 2017/745).",
        sampled=True,
    ),
)
_IMPLANTS = (
    Definition(
        code=implants.COUNT,
        contract=_CONTRACT,
        label="DMI posés dans l’année (liste en sus)",
        numerator="poses du PMSI, hors DMI intra-GHS",
        unit="DMI",
        counted="DMI",
        direction="none",
        why="Le partage régional de l’intéressement se fonde sur le nombre de DMI de l’année.",
    ),
    Definition(
        code=implants.AMOUNT,
        contract=_CONTRACT,
        label="Montant des DMI posés (liste en sus)",
        numerator="montants du PMSI, hors DMI intra-GHS",
        unit="€",
        counted="€",
        direction="none",
        why="Pour situer l’enjeu, sans objectif.",
    ),
)

FAMILY = Family(
    code="dmi",
    activity=implants.COUNT,
    title="Dispositifs médicaux implantables",
    volet="Produits de santé",
    contracts=(_CONTRACT,),
    inputs=INPUTS,
    laws=("dmi",),
    definitions=(*_MAPPING, *_AUDIT, *_IMPLANTS, action_plan.definition(indicators.PREFIX, _CONTRACT)),
    measure=indicators.measure,
    answers=answers,
    notice=notice,
    advise=advise,
)
