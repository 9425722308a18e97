"""The rows of one Open PHMEV file: the volumes of each hospital, spread over products, ages and sexes.

Only ``Random.getrandbits`` and integers are used: the same bytes come out on every platform and Python.
"""

from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import islice
from random import Random

from caqes_eval.demo.atc import LABELS
from caqes_eval.demo.draws import below, shuffled, split
from caqes_eval.demo.establishments import ESTABLISHMENTS, REGION, Establishment
from caqes_eval.demo.medicines import Molecule, Product, products

Row = dict[str, str]
Cell = tuple[Product, str, str]

# The order and the case of the published header (formats.md §1).
COLUMNS = (
    "atc1", "l_atc1", "atc2", "L_ATC2", "atc3", "L_ATC3", "atc4", "L_ATC4", "ATC5", "L_ATC5", "CIP13", "l_cip13",
    "TOP_GEN", "GEN_NUM", "age", "SEXE", "etb_rgt", "categorie_jur", "categorie_jur_rgt", "code_postal", "nom_etb",
    "nom_ville", "nom_voie", "numero_voie", "raison_sociale_etb", "top_etb_age", "top_etb_sexe", "region_etb",
    "BOITES", "REM", "BSE",
)  # fmt: skip

# Most rows that a hospital may have for each TOP_GEN code.
_ROWS = {"0": 15, "1": 22, "4": 10, "B": 10, "C": 8}
_FEWEST_BOXES_A_ROW = 3
_NOT_RELEASED = "Non restitué"
_FEES = "Honoraires de dispensation"
_FEE_CENTS = 102
_CHILDREN = ("A11", "J01", "M01", "N02", "R03")
# The one row where more is reimbursed than the base: year, hospital, and the excess in cents.
_ODD_YEAR, _ODD_SERIAL, _ODD_CENTS = 2025, "078002", 37


def prescriptions(year: int, seed: int) -> list[Row]:
    """Return the rows of a year in the order of the file: ATC, product, hospital, age, sex."""
    rows = [
        row
        for establishment in ESTABLISHMENTS
        if year in establishment.volumes
        for row in _establishment_rows(establishment, year, seed)
    ]
    return sorted(rows, key=lambda row: [row[name] for name in ("ATC5", "atc4", "CIP13", "etb_rgt", "age", "SEXE")])


def amount(cents: int) -> str:
    """Write cents as Open PHMEV does: ``1.234,56``."""
    return f"{cents // 100:,}".replace(",", ".") + f",{cents % 100:02}"


def _establishment_rows(establishment: Establishment, year: int, seed: int) -> list[Row]:
    serial = int(establishment.serial)
    # The products prescribed stay the same from one year to the next; only their weights move.
    cells = shuffled(_cells(establishment), Random(seed * 1_000_000 + serial))  # noqa: S311 (no secret is drawn)
    draw = Random((seed + year) * 1_000_000 + serial)  # noqa: S311
    rows = [row for code in _ROWS for row in _released(establishment, year, code, cells, draw)]
    if (year, establishment.serial) == (_ODD_YEAR, _ODD_SERIAL):
        odd = next(row for row in rows if row["TOP_GEN"] == "1")
        odd["REM"] = amount(_cents(odd["BSE"]) + _ODD_CENTS)
    rows += _withheld(establishment, max(4, len(rows) // 9), draw)
    return [*rows, *_fees(establishment, sum(int(row["BOITES"]) for row in rows))]


def _ages_and_sexes(establishment: Establishment) -> list[tuple[str, str]]:
    ages = ("0", "20", "60") if establishment.shows_age else ("99",)
    sexes = ("1", "2") if establishment.shows_sex else ("9",)
    pairs = [(age, sex) for age in ages for sex in sexes]
    # A small cell may be masked in a hospital whose ages and sexes are otherwise released.
    return pairs if ("99", "9") in pairs else [*pairs, ("99", "9")]


def _cells(establishment: Establishment) -> list[Cell]:
    return [
        (product, age, sex)
        for product in products()
        if establishment.prescribes(product.molecule.atc5)
        for age, sex in _ages_and_sexes(establishment)
        if age != "0" or product.molecule.atc5.startswith(_CHILDREN)
    ]


def _released(establishment: Establishment, year: int, code: str, cells: Sequence[Cell], draw: Random) -> Iterator[Row]:
    boxes = establishment.volumes[year].boxes(code)
    pool = [cell for cell in cells if cell[0].code(year) == code]
    chosen = _every_molecule_first(pool)[: min(_ROWS[code], boxes // _FEWEST_BOXES_A_ROW)]
    shares = split(boxes, [20 + below(draw, 100) for _ in chosen])
    for (product, age, sex), share in zip(chosen, shares, strict=True):
        yield {
            **_classes(product.molecule.atc5, product.molecule.name),
            **_product(product.cip13, product.label, code, product.gen_num),
            **_place(establishment, age, sex),
            **_money(share, share * product.price, product.molecule.rate),
        }


def _every_molecule_first(pool: Sequence[Cell]) -> list[Cell]:
    """Put one cell of each molecule before any second one, so that few rows still cover them all."""
    seen: Counter[str] = Counter()
    turns = []
    for cell in pool:
        turns.append((seen[cell[0].molecule.atc5], cell))
        seen[cell[0].molecule.atc5] += 1
    return [cell for _, cell in sorted(turns, key=lambda turn: turn[0])]


def _withheld(establishment: Establishment, count: int, draw: Random) -> Iterator[Row]:
    """Yield rows whose product is not released; the molecule is withheld too in every other one."""
    molecules = {product.molecule.atc5: product.molecule for product in products()}
    cells: list[tuple[Molecule, str, str]] = [
        (molecule, age, sex)
        for code, molecule in sorted(molecules.items())
        if establishment.prescribes(code)
        for age, sex in _ages_and_sexes(establishment)
    ]
    distinct = {(molecule.atc5[:5], age, sex): molecule for molecule, age, sex in shuffled(cells, draw)}
    for rank, ((_, age, sex), molecule) in enumerate(islice(distinct.items(), count)):
        boxes = 1 + below(draw, 40)
        yield {
            **_classes(molecule.atc5, molecule.name),
            **({} if rank % 2 else {"ATC5": "9999999", "L_ATC5": _NOT_RELEASED}),
            **_product("9999999999999", _NOT_RELEASED, "9", "9999"),
            **_place(establishment, age, sex),
            **_money(boxes, boxes * molecule.price, molecule.rate),
        }


def _fees(establishment: Establishment, boxes: int) -> Iterator[Row]:
    """Yield the dispensing fees: amounts without boxes, shared between the sexes."""
    age = "60" if establishment.shows_age else "99"
    sexes = ("1", "2") if establishment.shows_sex else ("9",)
    classes = {name: "0" * width for name, width in zip(COLUMNS[0:10:2], (1, 3, 4, 5, 7), strict=True)}
    labels = dict.fromkeys(COLUMNS[1:10:2], _FEES)
    for sex, share in zip(sexes, split(boxes, [1] * len(sexes)), strict=True):
        yield {
            **classes,
            **labels,
            **_product("0", _FEES, "0", "0"),
            **_place(establishment, age, sex),
            **_money(0, share * _FEE_CENTS, 70),
        }


def _classes(atc5: str, name: str) -> Row:
    levels = (atc5[:1], atc5[:3], atc5[:4], atc5[:5])
    codes = dict(zip(COLUMNS[0:8:2], levels, strict=True))
    labels = dict(zip(COLUMNS[1:8:2], (LABELS[level] for level in levels), strict=True))
    return {**codes, **labels, "ATC5": atc5, "L_ATC5": name}


def _product(cip13: str, label: str, top_gen: str, gen_num: str) -> Row:
    return {"CIP13": cip13, "l_cip13": label, "TOP_GEN": top_gen, "GEN_NUM": gen_num}


def _place(establishment: Establishment, age: str, sex: str) -> Row:
    return {
        "age": age,
        "SEXE": sex,
        "etb_rgt": establishment.finess,
        "categorie_jur": establishment.category,
        "categorie_jur_rgt": establishment.category_shown,
        "code_postal": establishment.postal_code,
        "nom_etb": establishment.name,
        "nom_ville": establishment.town,
        "nom_voie": establishment.street,
        "numero_voie": establishment.number,
        "raison_sociale_etb": establishment.legal_name,
        "top_etb_age": "1" if establishment.shows_age else "0",
        "top_etb_sexe": "1" if establishment.shows_sex else "0",
        "region_etb": REGION,
    }


def _money(boxes: int, base: int, rate: int) -> Row:
    """Return boxes, amount reimbursed and base of reimbursement (cents given, rate in per cent)."""
    return {"BOITES": str(boxes), "REM": amount(base * rate // 100), "BSE": amount(base)}


def _cents(written: str) -> int:
    return int(written.replace(".", "").replace(",", ""))
