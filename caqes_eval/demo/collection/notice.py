"""The notice that goes with the files received: all is invented, what is there, what is wrong on purpose."""

from caqes_eval.demo.collection.filled import CAMPAIGNS
from caqes_eval.demo.collection.manifest import PLANTED
from caqes_eval.demo.collection.received import contract_of, folder
from caqes_eval.demo.collection.volumes import TOTALS, YEARS
from caqes_eval.demo.hospitals import RegionCode
from caqes_eval.foundation import french

_TEXT = """\
# Fichiers reçus, {region}

**Tout est inventé** : établissements, codes, prix, quantités, réponses, personnes, numéros. Les numéros de sécurité sociale
et de séjour de ces fichiers n’existent pas ; ils sont là pour vérifier qu’aucun n’en sort.

{files} fichiers, un dossier par établissement, comme les établissements les auraient envoyés à la campagne « {campaign} » :

- les formulaires remplis, `mo_initiations_2025-S1.xlsx` et les autres ;
- les fichiers du PMSI de 2021 à 2025, `.med` et `.dmip` ; selon la région, FICHCOMP (`.med.txt`, `.dmi.txt`) ou factures de
  clinique (`.rsf`). Leurs lignes sont moins nombreuses et plus grosses que dans la réalité, et les totaux de la région ont
  l’ordre de grandeur d’une région réelle ;
- les totaux annuels que l’ATIH donne, `totaux_atih_2025.xlsx` ou `.csv` ;
- les extractions d’une caisse, `extraction_ipp_2025.xlsx` et les autres : titres, en-têtes fusionnés, unités, ligne de total ;
- `registre.csv`, qui dit quel fichier est arrivé quand.

« caqes status {campaign} --on 2026-05-31 » dit qui devait envoyer quoi, et où en est chaque retour.

Ne modifiez pas ces fichiers : « caqes demo » les remet comme ils étaient (graine {seed}).

## Médicaments de la liste en sus, unités de la région (inventées)

| Année | Unités | dont I999999 |
|---|---|---|
{totals}

## Ce qui est faux exprès

| Fichier | Défaut | Ce qui ne va pas |
|---|---|---|
{planted}
"""


def notice(region: RegionCode, files: int, seed: int) -> str:
    """Return the text of the notice of a region, given the number of its files."""
    start = f"{folder(region)}/"
    return _TEXT.format(
        region=contract_of(region).region.name,
        campaign=CAMPAIGNS[region],
        files=files,
        seed=seed,
        totals="\n".join(
            "| {} | {} | {} |".format(year, *(french.number(units) for units in TOTALS[region][year])) for year in YEARS
        ),
        planted="\n".join(
            f"| `{each.file.removeprefix(start)}` | {each.kind} | {each.why} |"
            for each in PLANTED
            if each.file.startswith(start)
        ),
    )
