"""The costly drugs and implants of the demonstration: real molecules, invented brands, codes and prices.

Real UCD7 start with 90 to 94, 98 or 99 and real LPP with 1 to 9 5: those here start with 977 and 98, which none does.
Indication codes I0990xx are not given either.
"""

from dataclasses import dataclass
from functools import cache

from stdnum import ean

from caqes_eval.identifiers.keys import weighted_remainder

I999, I998, I997 = "I999999", "I999998", "I999997"
RESEARCH_ONLY = "nivolumab"
"""The molecule that a trial of the demonstration is about (I999998)."""

MIRROR_SINCE = (2024, 8)
"""Year and month from which I999997 exists (practice.md §2.4)."""


@dataclass(frozen=True, kw_only=True)
class CostlyDrug:
    """A drug of the liste en sus.

    Attributes:
        dci: its molecule.
        brand: invented.
        rank: makes its codes.
        euros: invented price of one UCD in 2021, taxes included.
        in_label, off_label: its weight among all UCD, within its indications and outside.
        level_1: code of its domain in the I999 form.
        disease: level 2 of the indications.
        mirror: whether I999997 is admitted for it.
    """

    dci: str
    brand: str
    rank: int
    euros: int
    in_label: int
    off_label: int
    level_1: str
    disease: str
    mirror: bool = False

    @property
    def ucd7(self) -> str:
        """Its code, with the right key."""
        return _ucd7(self.rank)

    @property
    def ucd13(self) -> str:
        """The same on thirteen digits."""
        first = f"34008{self.ucd7}"
        return first + ean.calc_check_digit(first)

    @property
    def indications(self) -> tuple[str, str]:
        """Its two indications on the list."""
        return f"I099{self.rank:02}0", f"I099{self.rank:02}1"

    @property
    def unlisted(self) -> str:
        """An indication that the reference knows for it, without being on the list."""
        return f"I099{self.rank:02}9"


@dataclass(frozen=True, kw_only=True)
class Implant:
    """A device of the list: its code, an invented label, price and yearly number for a large hospital."""

    rank: int
    label: str
    euros: int
    number: int

    @property
    def lpp(self) -> str:
        """Its code, with the right key."""
        first_six = f"98100{self.rank}"
        return first_six + str(weighted_remainder(first_six) % 10)


@cache
def _ucd7(rank: int) -> str:
    """Return the rank-th code of 977xxxx that has a key."""
    first_sixes = (f"9770{number:02}" for number in range(100))
    return [f"{first}{weighted_remainder(first)}" for first in first_sixes if weighted_remainder(first) < 10][rank]


def _drug(
    rank: int,
    dci: str,
    brand: str,
    euros: int,
    weights: tuple[int, int],
    where: tuple[str, str],
    *,
    mirror: bool = False,
) -> CostlyDrug:
    return CostlyDrug(
        dci=dci, brand=brand, rank=rank, euros=euros, in_label=weights[0], off_label=weights[1],
        level_1=where[0], disease=where[1], mirror=mirror,
    )  # fmt: skip


# the weights of what is off label follow the order of the published top ten (practice.md §2.3), not its figures
DRUGS = (
    _drug(0, "rituximab", "RITUBRUME", 620, (90, 280), ("immunology", "Syndrome néphrotique"), mirror=True),
    _drug(1, "bévacizumab", "BEVABRUME", 540, (70, 120), ("cancer", "Glioblastome"), mirror=True),
    _drug(2, "immunoglobuline humaine normale", "IGONDE", 410, (160, 92), ("immunology", "Neuropathie dysimmune")),
    _drug(3, "complexe prothrombinique", "PROTHRONDE", 330, (40, 61), ("coagulation", "Déficit acquis")),
    _drug(4, "pembrolizumab", "PEMBROLUNE", 2350, (150, 43), ("cancer", "Tumeur neuroendocrine")),
    _drug(5, "amphotéricine B liposomale", "AMPHOBRUME", 150, (60, 38), ("anti_infective", "Aspergillose")),
    _drug(6, "nivolumab", "NIVOLUNE", 1250, (130, 35), ("cancer", "Sarcome")),
    _drug(7, "pemetrexed", "PEMEBRUME", 260, (40, 33), ("cancer", "Cancer de la vessie"), mirror=True),
    _drug(8, "tocilizumab", "TOCIBRUME", 480, (30, 33), ("internal_medicine", "Vascularite")),
    _drug(9, "trastuzumab", "TRASTUBRUME", 370, (70, 8), ("cancer", "Cancer gastrique"), mirror=True),
    _drug(10, "daratumumab", "DARALUNE", 1900, (90, 20), ("cancer", "Amylose"), mirror=True),
    _drug(11, "natalizumab", "NATABRUME", 1150, (40, 4), ("neurology", "Sclérose en plaques")),
)

IMPLANTS = (
    Implant(rank=1, label="Endoprothèse coronaire fictive", euros=410, number=900),
    Implant(rank=2, label="Défibrillateur cardiaque fictif", euros=9800, number=90),
    Implant(rank=3, label="Prothèse de hanche fictive", euros=640, number=400),
    Implant(rank=4, label="Valve aortique fictive", euros=17500, number=60),
    Implant(rank=5, label="Ciment avec antibiotique fictif", euros=120, number=300),
    Implant(rank=6, label="Endoprothèse périphérique fictive", euros=730, number=150),
)


def reference() -> list[dict[str, object]]:
    """Return the reference of indications of the demonstration, in the columns of the table of ATIH."""
    general = {
        I997: "AMM miroir (libellé abrégé)", I998: "Recherche (libellé abrégé)", I999: "Hors AMM justifié (libellé abrégé)",
    }  # fmt: skip
    rows: list[dict[str, object]] = [
        {"indication": code, "indication_libelle": label} for code, label in general.items()
    ]
    for drug in DRUGS:
        listed = [*drug.indications, *([I997] if drug.mirror else [])]
        rows += [_reference_row(drug, code, listed=True) for code in listed]
        rows.append(_reference_row(drug, drug.unlisted, listed=False))
    return rows


def _reference_row(drug: CostlyDrug, code: str, *, listed: bool) -> dict[str, object]:
    first_day = f"{MIRROR_SINCE[0]}-{MIRROR_SINCE[1]:02}-14" if code == I997 else "2019-03-01"
    return {
        "indication": code,
        "indication_libelle": f"Indication fictive {code} : {drug.disease}",
        "ucd_7": drug.ucd7,
        "ucd_13": drug.ucd13,
        "inscription_liste_en_sus": listed,
        "specialite": drug.brand,
        "denomination_commune_internationale": drug.dci.upper(),
        "classe_indication_2": drug.disease,
        "date_debut": first_day if listed else None,
    }
