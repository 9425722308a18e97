"""A fictitious Open PHMEV file of any size, in the published layout and with the widths of the real rows."""

from collections.abc import Iterator
from math import gcd
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from stdnum import ean

from caqes_eval.identifiers import finess_key

TOP_GEN_CODES = ("0", "1", "4", "B", "C")

_HEADER = (
    "atc1;l_atc1;atc2;L_ATC2;atc3;L_ATC3;atc4;L_ATC4;ATC5;L_ATC5;CIP13;l_cip13;TOP_GEN;GEN_NUM;age;SEXE;etb_rgt;"
    "categorie_jur;categorie_jur_rgt;code_postal;nom_etb;nom_ville;nom_voie;numero_voie;raison_sociale_etb;top_etb_age;"
    "top_etb_sexe;region_etb;BOITES;REM;BSE"
)
_PRODUCTS = 9_080
_ESTABLISHMENTS = 1_100
_AGES_AND_SEXES = [f"{age};{sex}" for age in ("0", "20", "60", "99") for sex in ("1", "2", "9")]
_CHUNK = 100_000


def write_national_file(path: Path, rows: int) -> None:
    """Write a file of so many rows in cp1252, accents and ’ included; the same bytes every time.

    Rows of one establishment lie all over the file, and no establishment, product, age and sex come together twice.
    """
    products = [_product(number) for number in range(_PRODUCTS)]
    establishments = [_establishment(number) for number in range(_ESTABLISHMENTS)]
    with path.open("w", encoding="cp1252", newline="") as stream:
        stream.write(f"{_HEADER}\r\n")
        for chosen, boxes, refunds, bases in _draws(rows):
            stream.writelines(
                f"{products[number // _ESTABLISHMENTS % _PRODUCTS]};"
                f"{_AGES_AND_SEXES[number // _ESTABLISHMENTS // _PRODUCTS]};"
                f"{establishments[number % _ESTABLISHMENTS]};{count};{_french(refund)};{_french(base)}\r\n"
                for number, count, refund, base in zip(chosen, boxes, refunds, bases, strict=True)
            )


def _draws(rows: int) -> Iterator[tuple[list[int], list[int], list[int], list[int]]]:
    """Walk over all combinations with a stride prime to their number: scattered, and never twice the same."""
    combinations = _PRODUCTS * _ESTABLISHMENTS * len(_AGES_AND_SEXES)
    stride = int(combinations * 0.6180339887)
    while gcd(stride, combinations) > 1:
        stride += 1
    random = np.random.default_rng(20240101)
    for start in range(0, rows, _CHUNK):
        chosen: NDArray[np.int64] = np.arange(start, min(start + _CHUNK, rows), dtype=np.int64) * stride % combinations
        boxes = random.integers(1, 3_000, len(chosen))
        refunds = random.integers(100, 2_000_000, len(chosen))
        bases = refunds + random.integers(0, 5_000, len(chosen))
        yield chosen.tolist(), boxes.tolist(), refunds.tolist(), bases.tolist()


def _product(number: int) -> str:
    twelve = f"34009999{number:04}"
    return (
        "A;SYSTEME DIGESTIF ET METABOLISME;A02;TROUBLES DE L’ACIDITE;A02B;"
        "MEDICAMENTS POUR L’ULCÈRE PEPTIQUE;A02BC;INHIBITEURS DE LA POMPE;"
        f"A02BC{number % 97:02};SUBSTANCE {number % 97};{twelve}{ean.calc_check_digit(twelve)};"
        f"FICTIF {number} 20MG GELULE 28;{TOP_GEN_CODES[number % len(TOP_GEN_CODES)]};{number % 1_500}"
    )


def _establishment(number: int) -> str:
    eight = f"99{number:06}"
    return (
        f"{eight}{finess_key(eight)};ch;CH;99{number % 1_000:03};CH DE VILLE-FICTIVE {number};"
        f"VILLE-FICTIVE {number};DES LILAS;{number % 90};CENTRE HOSPITALIER DE VILLE-FICTIVE {number};1;1;93"
    )


def _french(cents: int) -> str:
    return f"{cents // 100:,}".replace(",", ".") + f",{cents % 100:02}"
