"""What no file says alone."""

from collections.abc import Callable, Iterable
from datetime import date
from pathlib import Path

from caqes_eval.foundation.findings import Finding
from caqes_eval.intake.cross_checks import CHECKS, cross_check
from tests.constats.model import Example, Room
from tests.unit.intake.cross_tables import (
    CARFILZOMIB,
    IGG,
    OTHER,
    S1_2025,
    S2_2025,
    evidence,
    initiations,
    pmsi,
    reference,
    totals,
)

_DAY = date(2025, 9, 3)
_FORMER = {"ucd": 24_466, "amount": 31_625_488, "ucd_i999": 2_908, "amount_i999": 2_670_163}
_LATTER = {"ucd": 26_081, "amount": 29_346_673, "ucd_i999": 2_542, "amount_i999": 1_706_731}
_PACA = {"ucd": 512_788, "amount": 20_388_741, "ucd_i999": 75_940, "amount_i999": 66_282_458}
_KNOWN = reference({(IGG, "I000002"): (False,)}, names={IGG: "PRIVIGEN"})


def _found(**tables: object) -> Callable[[Path], Iterable[Finding]]:
    return lambda _: cross_check(evidence(**tables))


_GIVEN = {
    "autre_etablissement": ("Initiation au FINESS d’un autre", _found(initiations=initiations({"finess_et": OTHER}))),
    "periodes_differentes": (
        "Recueil du 1er semestre, PMSI du 2e",
        _found(initiations=initiations(period=S1_2025), pmsi=pmsi(period=S2_2025)),
    ),
    "hors_periode": ("Initiation du semestre d’avant", _found(initiations=initiations({"initiation_date": date(2025, 6, 30)}))),
    "initiation_deja_declaree": (
        "La même ligne dans les deux recueils",
        _found(initiations=initiations({}), previous_initiations=initiations({}, file="recueil_S1_2025.xlsx")),
    ),
    "i999_sans_recueil": ("Recueil vide", _found(pmsi=pmsi((IGG, "I999999", _DAY)), initiations=initiations())),
    "recueil_sans_i999": ("Aucune ligne I999999 au PMSI", _found(pmsi=pmsi(), initiations=initiations({}))),
    "amm_miroir_non_separee": (
        "Carfilzomib codé I999999",
        _found(pmsi=pmsi((CARFILZOMIB, "I999999", _DAY)), dci={CARFILZOMIB: "carfilzomib"}),
    ),
    "couple_absent": (
        "Code d’un autre médicament", _found(pmsi=pmsi((IGG, "I000009", _DAY)), reference=_KNOWN),
    ),
    "couple_non_inscrit": (
        "Indication non inscrite", _found(pmsi=pmsi((IGG, "I000002", _DAY)), reference=_KNOWN),
    ),
    "ucd_radiee": (
        "Médicament radié fin août",
        _found(pmsi=pmsi((IGG, "I000001", _DAY)), listed={IGG: ((None, date(2025, 8, 31)),)}),
    ),
    "partie_superieure_au_tout": ("Total tronqué (PACA 2024, tel que publié)", _found(totals=totals(y2024=_PACA))),
    "serie_rompue": (
        "Total tronqué (PACA 2023 et 2024, tels que publiés)",
        _found(totals=totals(y2023={"amount": 568_154_183}, y2024=_PACA)),
    ),
    "rupture_connue": ("I999999 de 2023 et 2024 (Corse)", _found(totals=totals(y2023=_FORMER, y2024=_LATTER))),
    "evolutions_opposees": ("Moins d’euros pour plus d’UCD (Corse 2024)", _found(totals=totals(y2023=_FORMER, y2024=_LATTER))),
}  # fmt: skip

ROOM = Room(
    title="Entre les fichiers",
    about="Un fichier qui n’est pas reçu n’est comparé à rien. Les seuils sont des paramètres datés, à valider.",
    codes=[check.code for check in CHECKS],
    examples=tuple(Example(check.code, *_GIVEN[check.code]) for check in CHECKS if check.code in _GIVEN),
)
