"""Fixed-width files of the PMSI."""

from collections.abc import Callable, Iterable
from pathlib import Path

from caqes_eval.foundation.findings import Finding
from caqes_eval.intake.pmsi import read_pmsi
from caqes_eval.intake.pmsi.told import FAULTS
from tests.constats.model import Example, Room
from tests.unit.intake.pmsi_files import HOSPITAL, OTHER_HOSPITAL, SITE, line, write

_FICHCOMP, _RSA = ("fichcomp_med", 2025), ("rsa_med", 2025)
_NAME, _OUT = f"{HOSPITAL}.2025.3.med.txt", f"{HOSPITAL}.2025.3.med"
Produce = Callable[[Path], Iterable[Finding]]


def _file(*lines: str, name: str = _NAME, last: bool = True) -> Produce:
    return lambda folder: read_pmsi(write(folder, name, lines, last=last), hospital={HOSPITAL, SITE}).findings


def _field(kind: tuple[str, int] = _FICHCOMP, name: str = _NAME, **written: str) -> Produce:
    return _file(line(*kind), line(*kind, **written), name=name)


_LINE = line(*_FICHCOMP)

ROOM = Room(
    title="Fichiers du PMSI",
    about="Une valeur n’est citée que si elle a la forme d’un code : un numéro de patient ne sort jamais dans un message.",
    codes=FAULTS,
    examples=(
        Example("pmsi_trace", "Fichier bien formé", _file(_LINE)),
        Example("pmsi_vide", "Fichier sans ligne", _file(last=False)),
        Example("pmsi_nom", "Fichier renommé", _file(_LINE, name="export.txt")),
        Example("pmsi_annee", "Nom sans année", lambda folder: read_pmsi(
            write(folder, "export.txt", [line("fichcomp_med", 2012, 75)]), family="fichcomp_med").findings),
        Example("pmsi_annee_inconnue", "Année sans tracé connu", _file(line(*_RSA), name=f"{HOSPITAL}.2027.1.med")),
        Example("pmsi_autre_trace", "Fichier de 2018 nommé 2020", _file(line("rsa_med", 2018), name=f"{HOSPITAL}.2020.3.med")),
        Example("pmsi_longueur", "Lignes d’une longueur inconnue", _file(_LINE[:50])),
        Example("pmsi_bom", "Fichier ouvert dans un éditeur de texte", _file("ï»¿" + _LINE)),
        Example("pmsi_ligne_vide", "Ligne vide", _file(_LINE, "", _LINE)),
        Example("pmsi_ligne_courte", "Ligne coupée", _file(_LINE, _LINE[:60], _LINE)),
        Example("pmsi_ligne_longue", "Ligne trop longue", _file(_LINE, _LINE + "XXXX", _LINE)),
        Example("pmsi_fin_coupee", "Envoi interrompu", _file(_LINE, _LINE[:60], last=False)),
        Example("pmsi_ligne_rognee", "Blancs de fin ôtés", _file(_LINE, _LINE[:75])),
        Example("pmsi_enregistrement", "Lettre inconnue dans un RSF", _file(
            line("rsf_h", 2025), "Z" + line("rsf_h", 2025)[1:], name=f"{HOSPITAL}.2025.3.rsf")),
        Example("pmsi_autres_enregistrements", "Autres enregistrements d’un RSF", _file(
            line("rsf_h", 2025), "A" + line("rsf_h", 2025)[1:], name=f"{HOSPITAL}.2025.3.rsf")),
        Example("pmsi_finess", "FINESS faux", _field(NOFINESS="990000011")),
        Example("pmsi_autre_hopital", "Ligne d’un autre hôpital", _field(NOFINESS=OTHER_HOSPITAL)),
        Example("pmsi_nom_autre_hopital", "Fichier d’un autre hôpital", _file(_LINE, name=f"{OTHER_HOSPITAL}.2025.3.med.txt")),
        Example("pmsi_finess_geo", "FINESS géographique faux", _field(_RSA, _OUT, NOFINESSGEO="990000011")),
        Example("pmsi_prestation", "Type de prestation d’un autre fichier", _field(TYPEPREST="02")),
        Example("pmsi_ucd", "Clé d’UCD fausse", _field(CDUCD="3400892611045")),
        Example("pmsi_lpp", "Code LPP faux", _field(("fichcomp_dmi", 2025), f"{HOSPITAL}.2025.3.dmi.txt", CDLPP="8178448")),
        Example("pmsi_indication", "Code indication abrégé", _field(INDICATION="I999")),
        Example("pmsi_date", "31 février", _field(DTDISP="31022025")),
        Example("pmsi_autre_annee", "Sortie d’une autre année", _field(_RSA, _OUT, **{"ANNEE+MOIS": "202403"})),
        Example("pmsi_quantite_nulle", "Un prix sans unité", _field(NBADM="0000000000")),
        Example("pmsi_nombre", "Virgule dans une quantité", _field(NBADM="       1,5")),
        Example("pmsi_nombre_vide", "Quantité vide", _field(NBADM=" " * 10)),
        Example("pmsi_sejours", "Aucun séjour", _field(_RSA, _OUT, NBSEJ="000000")),
        Example("pmsi_rsf_echelle", "Montants d’un RSF", _file(line("rsf_h", 2025), name=f"{HOSPITAL}.2025.3.rsf")),
    ),
)  # fmt: skip
