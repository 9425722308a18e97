"""The fictitious presentations: real molecules, invented brands, codes in a range that no drug sold uses."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from stdnum import ean

from caqes_eval.identifiers.keys import weighted_remainder

# A molecule that entered the repertoire between the two years: outside in 2024, and its generics did not exist.
ENTERED_IN_2025 = "B01AF01"

_LABORATORIES = ("BRUMELIA", "ONDALYSE")
_BIOSIMILAR_ENDINGS = ("OBRUM", "IBRUMEX")
_REFERENCE_ENDING, _OUTSIDE_ENDING = "ABRUME", "UBRUME"


@dataclass(frozen=True)
class Molecule:
    """A molecule and the one form in which it is sold here.

    Attributes:
        atc5: its ATC code.
        name: its label in Open PHMEV, capitals.
        dose: strength.
        form: form as Open PHMEV abbreviates it.
        count: units in a box.
        price: price of a box of the reference medicine, tax included, in cents of euro.
        rate: share reimbursed, in per cent.
    """

    atc5: str
    name: str
    dose: str
    form: str
    count: int
    price: int
    rate: int = 65


@dataclass(frozen=True)
class Product:
    """A presentation.

    Attributes:
        cip13: its code.
        cis: code of its specialty; two boxes of the same specialty share it.
        brand: its name without strength nor form.
        molecule: what it contains.
        top_gen: code of Open PHMEV in 2025.
        price: of a box, in cents of euro.
        gen_num: generic number of Open PHMEV, often empty; it is no BDPM group.
        rank: 0 for the first product of that molecule and code, 1 for the second.
    """

    cip13: str
    cis: str
    brand: str
    molecule: Molecule
    top_gen: str
    price: int
    gen_num: str
    rank: int

    @property
    def label(self) -> str:
        """Its label in Open PHMEV."""
        molecule = self.molecule
        return f"{self.brand} {molecule.dose} {molecule.form} {molecule.count}"

    def code(self, year: int) -> str | None:
        """Return its TOP_GEN that year, or nothing when it was not sold yet."""
        if year >= 2025 or self.molecule.atc5 != ENTERED_IN_2025:
            return self.top_gen
        return "0" if self.top_gen == "4" else None


REPERTOIRE = (
    Molecule("A02BC01", "OMEPRAZOLE", "20 MG", "GELULE", 28, 512),
    Molecule("A02BC02", "PANTOPRAZOLE", "40 MG", "CPR", 28, 548),
    Molecule("A02BC05", "ESOMEPRAZOLE", "40 MG", "GELULE", 28, 586),
    Molecule("A10BA02", "METFORMINE", "1 000 MG", "CPR", 30, 243),
    Molecule("B01AC04", "CLOPIDOGREL", "75 MG", "CPR", 30, 1012),
    Molecule(ENTERED_IN_2025, "RIVAROXABAN", "20 MG", "CPR", 28, 5531),
    Molecule("C03CA01", "FUROSEMIDE", "40 MG", "CPR", 30, 215),
    Molecule("C07AB07", "BISOPROLOL", "2,5 MG", "CPR", 30, 398),
    Molecule("C08CA01", "AMLODIPINE", "5 MG", "GELULE", 30, 412),
    Molecule("C09AA05", "RAMIPRIL", "5 MG", "CPR", 30, 471),
    Molecule("C10AA05", "ATORVASTATINE", "20 MG", "CPR", 30, 634),
    Molecule("C10AA07", "ROSUVASTATINE", "10 MG", "CPR", 30, 745),
    Molecule("J01CA04", "AMOXICILLINE", "1 G", "CPR", 14, 352),
    Molecule("J01CR02", "AMOXICILLINE ET INHIBITEUR D'ENZYME", "1 G", "SACHET", 8, 589),
    Molecule("J01FA10", "AZITHROMYCINE", "250 MG", "CPR", 6, 701),
    Molecule("L02BG04", "LETROZOLE", "2,5 MG", "CPR", 30, 4207, 100),
    Molecule("N02AX02", "TRAMADOL", "50 MG", "GELULE", 30, 338),
    Molecule("N03AX14", "LEVETIRACETAM", "500 MG", "CPR", 60, 2144),
    Molecule("N05AH04", "QUETIAPINE", "300 MG", "CPR", 60, 5402),
    Molecule("N05AX08", "RISPERIDONE", "2 MG", "CPR", 60, 1871),
    Molecule("N05AX12", "ARIPIPRAZOLE", "10 MG", "CPR", 28, 2663),
    Molecule("N05BA12", "ALPRAZOLAM", "0,25 MG", "CPR", 30, 197),
    Molecule("N05CF01", "ZOPICLONE", "7,5 MG", "CPR", 14, 184, 15),
    Molecule("N06AB10", "ESCITALOPRAM", "10 MG", "CPR", 28, 497),
    Molecule("N06AX11", "MIRTAZAPINE", "15 MG", "CPR", 30, 655),
    Molecule("N06AX16", "VENLAFAXINE", "75 MG", "GELULE", 30, 812),
)
OUTSIDE = (
    Molecule("A06AD15", "MACROGOL", "10 G", "SACHET", 20, 376, 30),
    Molecule("A10BK03", "EMPAGLIFLOZINE", "10 MG", "CPR", 30, 3644),
    Molecule("A11CC05", "COLECALCIFEROL", "100 000 UI", "AMP", 1, 118),
    Molecule("B01AC06", "ACETYLSALICYLIQUE ACIDE", "75 MG", "CPR", 30, 246),
    Molecule("B01AF02", "APIXABAN", "5 MG", "CPR", 60, 6003),
    Molecule("D11AH05", "DUPILUMAB", "300 MG", "STYLO", 2, 123456, 65),
    Molecule("H03AA01", "LEVOTHYROXINE SODIQUE", "75 MICROG", "CPR", 30, 265),
    Molecule("H03AA01", "LEVOTHYROXINE SODIQUE", "75 MICROG", "CPR", 90, 698),
    Molecule("L04AC13", "IXEKIZUMAB", "80 MG", "SER", 1, 80312),
    Molecule("M01AE01", "IBUPROFENE", "400 MG", "CPR", 20, 223),
    Molecule("N02AA01", "MORPHINE", "10 MG", "GELULE", 14, 431),
    Molecule("N02BE01", "PARACETAMOL", "1 G", "CPR", 8, 116),
    Molecule("N02BE01", "PARACETAMOL", "1 G", "CPR", 100, 887),
    Molecule("N02BE01", "PARACETAMOL", "500 MG", "GELULE", 16, 116),
    Molecule("N05AD01", "HALOPERIDOL", "5 MG", "CPR", 30, 312),
    Molecule("N05AN01", "LITHIUM", "400 MG", "CPR", 60, 705),
    Molecule("N05AX13", "PALIPERIDONE", "100 MG", "SER", 1, 28809),
    Molecule("N05BA04", "OXAZEPAM", "10 MG", "CPR", 30, 208),
    Molecule("R03AK07", "FORMOTEROL ET BUDESONIDE", "400/12 MICROG", "INHAL", 1, 3275),
)
BIOLOGICALS = (
    Molecule("A10AB05", "INSULINE ASPART", "100 UI/ML", "STYLO", 5, 2712, 100),
    Molecule("A10AE04", "INSULINE GLARGINE", "100 UI/ML", "STYLO", 5, 3645, 100),
    Molecule("B01AB05", "ENOXAPARINE", "4 000 UI/0,4 ML", "SER", 6, 1933),
    Molecule("B03XA01", "ERYTHROPOIETINE", "40 000 UI", "SER", 1, 25048, 100),
    Molecule("G03GA05", "FOLLITROPINE ALFA", "300 UI", "STYLO", 1, 10127, 100),
    Molecule("L03AA13", "PEGFILGRASTIM", "6 MG", "SER", 1, 52240, 100),
    Molecule("L04AB01", "ETANERCEPT", "50 MG", "STYLO", 4, 51366, 65),
    Molecule("L04AB04", "ADALIMUMAB", "40 MG", "STYLO", 2, 46075, 65),
)


@cache
def products() -> tuple[Product, ...]:
    """Return every presentation: two generics or biosimilars for each reference, one box for each other molecule."""
    made: list[Product] = []
    cis_by_specialty: dict[tuple[str, str], str] = {}
    for cip7, (molecule, brand, top_gen, percent, rank) in zip(_cip7(), _described(), strict=False):
        specialty = (brand, molecule.dose)
        number = len(made)
        made.append(
            Product(
                cip13=_with_ean_key(f"34009{cip7}"),
                cis=cis_by_specialty.setdefault(specialty, f"9990{1000 + number}"),
                brand=brand,
                molecule=molecule,
                top_gen=top_gen,
                price=molecule.price * percent // 100,
                gen_num=("" if number % 3 == 0 else str(2000 + number)) if top_gen == "1" else "0",
                rank=rank,
            )
        )
    return tuple(made)


def _described() -> Iterator[tuple[Molecule, str, str, int, int]]:
    """Yield molecule, brand, TOP_GEN, price in per cent of the reference, and rank."""
    for molecule in REPERTOIRE:
        yield molecule, _brand(molecule, _REFERENCE_ENDING), "4", 100, 0
        for rank, laboratory in enumerate(_LABORATORIES):
            yield molecule, f"{molecule.name} {laboratory}", "1", 60, rank
    seen: list[str] = []
    for molecule in OUTSIDE:
        yield molecule, _brand(molecule, _OUTSIDE_ENDING), "0", 100, seen.count(molecule.atc5)
        seen.append(molecule.atc5)
    for molecule in BIOLOGICALS:
        yield molecule, _brand(molecule, _REFERENCE_ENDING), "C", 100, 0
        for rank, ending in enumerate(_BIOSIMILAR_ENDINGS):
            yield molecule, _brand(molecule, ending), "B", 75, rank


def _brand(molecule: Molecule, ending: str) -> str:
    """Invent a brand from the last long word of the molecule: OMEPRAZOLE, ABRUME → OMEPABRUME OMEPRAZOLE."""
    word = [part for part in molecule.name.replace("'", " ").split() if len(part) > 5][-1]
    return f"{word[:4]}{ending} {molecule.name}"


def _cip7() -> Iterator[str]:
    """Yield the CIP7 of the range 999 that have a key: a remainder of ten writes no digit."""
    for serial in range(1000):
        remainder = weighted_remainder(f"999{serial:03}")
        if remainder < 10:
            yield f"999{serial:03}{remainder}"


def _with_ean_key(twelve: str) -> str:
    return f"{twelve}{ean.calc_check_digit(twelve)}"
