"""The README of the region, in French: all is invented, what is in it, how to make it again."""

from caqes_eval.demo import bdpm
from caqes_eval.demo.establishments import ESTABLISHMENTS
from caqes_eval.demo.hospitals import HOSPITALS
from caqes_eval.demo.liste_en_sus import DRUGS, reference
from caqes_eval.demo.medicines import ENTERED_IN_2025, products

_TEXT = """\
# Val-de-Brume, une région qui n’existe pas

**Tout est inventé** : les {establishments} établissements, le département 99, les {products} présentations, leurs codes,
leurs marques et leurs prix, toutes les quantités. Seuls sont vrais les noms des molécules, les classes ATC et la forme
des fichiers. Aucun chiffre d’ici ne dit quoi que ce soit d’un hôpital ou d’un médicament réel.

Ces fichiers servent à essayer `caqes` sans donnée réelle, et à montrer chaque résultat possible.

| Fichier | Forme publiée imitée |
|---|---|
| `OPEN_PHMEV_2025.CSV`, `OPEN_PHMEV_2024.CSV` | Open PHMEV, Assurance maladie : 31 colonnes, « ; », Windows-1252, CR LF, `1.234,56` |
| `CIS_CIP_bdpm.txt` | BDPM, présentations : 13 colonnes, tabulation, UTF-8, LF |
| `CIS_GENER_bdpm.txt` | BDPM, groupes génériques : 5 colonnes, tabulation, Windows-1252, CR LF |
| `referentiel_les.json` | Référentiel des indications de la liste en sus, ATIH : {drugs} médicaments inventés, {pairs} couples |

## Refaire ces fichiers

    python -m caqes_eval.demo demo

La graine est {seed} ; les mêmes octets sortent sur toute machine. Ne modifiez pas ces fichiers à la main : changez le
code de `caqes_eval/demo/` et relancez la commande. Un test vérifie que les deux disent la même chose.

## Les établissements, et ce que chacun montre

Les seuils cités (49 % des boîtes dans le répertoire des génériques, 80 % de biosimilaires) sont des exemples, pas
des règles. La part du répertoire est comptée sur les boîtes restituées, lignes « Non restitué » exclues.

| FINESS | Nom | Ce qu’il montre |
|---|---|---|
{table}

## Ce qui est abîmé ou discordant exprès

- Une ligne sur dix environ est « Non restitué » (CIP13 `9999999999999`, TOP_GEN `9`), comme dans le vrai fichier.
- Les honoraires de dispensation (CIP13 `0`) ont un montant et aucune boîte.
- `OPEN_PHMEV_2025.CSV` a une ligne où le montant remboursé (REM) dépasse la base (BSE).
- {entered} entre au répertoire en 2025 : en 2024, son princeps est hors répertoire (TOP_GEN `0`) et il n’a pas
  de générique. Comparer les deux années sans y penser prend ce changement pour un progrès.
- La BDPM et le TOP_GEN de 2025 se contredisent pour cinq produits :

| CIP13 | Libellé | TOP_GEN | BDPM |
|---|---|---|---|
{differences}

- {two_groups} est dans deux groupes, générique dans les deux : ce n’est pas une discordance.
- Quatre spécialités des groupes génériques n’ont plus de présentation ; le groupe 9105 n’en a plus aucune.

## Les fichiers reçus, et une seconde région

`caqes demo` écrit aussi les fichiers que {hospitals} établissements fictifs envoient : formulaires remplis, PMSI de 2021 à
2025, extractions d’une caisse. Ceux du Val-de-Brume sont dans `received/demo/`, ceux des Côtes-d’Ambre, seconde région
inventée qui a son contrat, ses dates et ses grilles, dans `received/demo-ambre/`. Ils ne sont pas gardés avec le code : la
commande les refait, toujours les mêmes. Les totaux de médicaments de la liste en sus sont inventés, avec l’ordre de
grandeur de régions réelles.

Dans chacun de ces deux dossiers, `LISEZ-MOI.md` dit quels fichiers sont en retard, vides, incomplets, abîmés ou hostiles
exprès, et pourquoi.

| FINESS | Établissement des Côtes-d’Ambre | Statut | Champs |
|---|---|---|---|
{second}

L’activité de médicaments onéreux de l’Hôpital du Belvédère-sous-Vent passe au CH des Trois-Criques le 1er juillet 2025. Au
Val-de-Brume, le CH de Port-Songe et le CH de l’Estuaire-Nord sont devenus le CHI des Deux-Estuaires le 1er janvier 2025.
"""

_STATUSES = {"public": "public", "espic": "ESPIC", "prive": "privé"}

_DIFFERENCES = (
    (bdpm.ENTERED_AS_GENERIC, "générique (entré au répertoire depuis)"),
    (bdpm.ENTERED_AS_REFERENCE, "référence (entré au répertoire depuis)"),
    (bdpm.LEFT_THE_REPERTOIRE, "hors répertoire (sorti du groupe)"),
    (bdpm.NO_LONGER_SOLD, "absent des présentations"),
    (bdpm.AMBIGUOUS, "ambigu : générique dans un groupe, référence dans un autre"),
)


def readme(seed: int) -> str:
    """Return the text of the README."""
    by_key = {(p.molecule.atc5, p.top_gen, p.rank): p for p in products()}
    return _TEXT.format(
        establishments=len(ESTABLISHMENTS),
        products=len(products()),
        seed=seed,
        table="\n".join(f"| {e.finess} | {e.name} | {e.situation} |" for e in ESTABLISHMENTS),
        entered=by_key[ENTERED_IN_2025, "4", 0].molecule.name.capitalize(),
        differences="\n".join(
            f"| {by_key[key].cip13} | {by_key[key].label} | {by_key[key].top_gen} | {said} |"
            for key, said in _DIFFERENCES
        ),
        drugs=len(DRUGS),
        pairs=sum("ucd_7" in row for row in reference()),
        hospitals=sum(each.until is None for each in HOSPITALS),
        second="\n".join(
            f"| {each.finess} | {each.name} | {_STATUSES[each.status]} | {', '.join(each.champs)} |"
            for each in HOSPITALS
            if each.region == "cotes-d-ambre"
        ),
        two_groups=by_key[bdpm.IN_TWO_GROUPS].label,
    )
