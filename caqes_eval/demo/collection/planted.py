"""What is wrong on purpose in the files of the demonstration: kinds of faults, and how each is told."""

from dataclasses import dataclass
from enum import StrEnum


class Kind(StrEnum):
    """A kind of fault; the value is its name in the list that goes with the files."""

    LATE = "en retard"
    TOO_LATE = "hors délai"
    NOT_SENT = "non transmis"
    INCOMPLETE = "incomplet"
    EMPTY = "fichier vide"
    TRUNCATED = "fichier tronqué"
    RENAMED_HTML = "page web renommée"
    PASSWORD = "mot de passe"  # noqa: S105
    LOCK_FILE = "fichier verrou"
    FORMULA = "formule hostile"
    PATH = "nom qui sort du dossier"
    IDENTIFIER = "identifiant de patient"
    OTHER_HOSPITAL = "autre établissement"
    OTHER_CAMPAIGN = "autre campagne"
    OLD_VERSION = "ancienne version"
    NO_MARK = "marque retirée"
    EMPTY_WITH_I999 = "recueil vide malgré des I999"
    CONTRADICTION = "déclaration contredite"
    MIRROR = "AMM miroir non séparée"
    DUPLICATE = "doublon entre semestres"
    PART_ABOVE_WHOLE = "partie supérieure au tout"
    SERIES_BREAK = "rupture de série"
    TRUNCATED_TOTAL = "total tronqué"
    LOST_ZERO = "zéro perdu"
    LOST_KEY = "FINESS sans sa clé"
    MIXED_RATES = "taux écrits de plusieurs façons"
    EXCEL_ERROR = "erreur d’Excel"
    SCIENTIFIC = "code en notation scientifique"
    WRONG_PAIR = "couple UCD et indication inconnu"
    UNLISTED_PAIR = "couple UCD et indication non inscrit"
    WRONG_CODE = "code faux"
    ZERO_QUANTITY = "quantité nulle"
    FOREIGN_LINE = "ligne d’un autre établissement"
    CUT_LINE = "dernière ligne coupée"


@dataclass(frozen=True, kw_only=True)
class Planted:
    """A fault planted.

    Attributes:
        file: the file that bears it, relative to the working folder; the register of receipts when no file does.
        kind: what it is.
        why: what is wrong, in French.
    """

    file: str
    kind: Kind
    why: str
