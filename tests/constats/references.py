"""The reference of LES indications and the history of the liste en sus."""

import json
from collections.abc import Callable, Iterable
from pathlib import Path

from caqes_eval.foundation.findings import Finding
from caqes_eval.intake.les_reference import read_les_reference, read_list_history
from caqes_eval.intake.les_reference.told import TOLD
from tests.constats.model import Example, Room

_PAIR = {
    "indication": "I000672", "ucd_7": "9261104", "ucd_13": "3400892611044", "inscription_liste_en_sus": True,
    "specialite": "AVASTIN", "date_debut": "2024-03-15", "date_fin": None,
}  # fmt: skip
_EVENT = {"ucd_7": "9261104", "ucd_13": "3400892611044", "evenement": "inscription", "date_effet": "2005-01-01"}
_DEVICE = {"dmi_en_sus_code": "8178448", "dmi_en_sus_evenement": "inscription", "dmi_en_sus_date_effet": "2020-01-01"}
Produce = Callable[[Path], Iterable[Finding]]


def _written(folder: Path, rows: Iterable[object]) -> Path:
    path = folder / "referentiel.json"
    path.write_text(json.dumps(list(rows)), encoding="utf-8")
    return path


def _pairs(*changes: dict[str, object], keep: bool = True) -> Produce:
    rows = [*([_PAIR] if keep else []), *({**_PAIR, **change} for change in changes)]
    return lambda folder: read_les_reference(_written(folder, rows)).findings


def _events(*changes: dict[str, object]) -> Produce:
    return lambda folder: read_list_history(_written(folder, [{**_EVENT, **change} for change in changes])).findings


ROOM = Room(
    title="Référentiel des indications et liste en sus",
    about="Ces tables viennent du ministère et de l’ATIH : l’établissement n’y est pour rien.",
    codes=TOLD,
    examples=(
        Example("les_code", "Code sans sa lettre", _pairs({"indication": "672"})),
        Example("les_ucd", "Clé d’UCD fausse", _pairs({"ucd_7": "9261105", "ucd_13": None})),
        Example("les_ucd13", "UCD13 fausse, UCD7 juste", _pairs({"ucd_13": "3400892611045", "indication": "I000673"})),
        Example(
            "les_lpp", "Clé de LPP fausse", lambda folder: read_list_history(_written(folder, [_DEVICE])).findings
        ),
        Example("les_ucd_differentes", "Deux UCD de médicaments différents", _pairs({"ucd_13": "3400892611105"})),
        Example("les_inscription_ecriture", "« Oui » au lieu de « oui »", _pairs({"inscription_liste_en_sus": "Oui"})),
        Example("les_inscription_indecise", "« RTU » au lieu de oui ou non", _pairs({"inscription_liste_en_sus": "RTU"})),
        Example("les_inscription_vide", "Inscription vide", _pairs({"inscription_liste_en_sus": None})),
        Example("les_date_ecriture", "Numéro de jour du tableur", _pairs({"date_debut": "44316"})),
        Example("les_date_illisible", "Numéro de texte au lieu d’une date", _pairs({"date_fin": "SSAS2018506A"})),
        Example("les_debut_inconnu", "Date de début vide", _pairs({"date_debut": None})),
        Example("les_dates_inversees", "Fin avant le début", _pairs({"date_fin": "2020-01-01"})),
        Example("les_mois", "Treizième mois", _pairs({"periode": "202413"})),
        Example("les_espaces", "Espace après le nom", _pairs({"specialite": "AVASTIN "}, keep=False)),
        Example("les_doublon", "Ligne écrite deux fois", _pairs({})),
        Example("les_contradiction", "Inscrit et non inscrit", _pairs({"inscription_liste_en_sus": False})),
        Example("les_evenement_sans_effet", "Changement de tarif", _events({}, {"evenement": "tarif"})),
        Example("les_evenement_a_voir", "Événement inconnu", _events({}, {"evenement": "suspension"})),
        Example("les_evenement_sans_date", "Événement sans date", _events({}, {"evenement": "radiation", "date_effet": ""})),
        Example("les_sans_inscription", "Radiation sans inscription", _events({"evenement": "radiation"})),
    ),
)  # fmt: skip
