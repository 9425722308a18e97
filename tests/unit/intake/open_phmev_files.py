"""Small Open PHMEV files in the published layout: fictitious hospitals and products, keys worked out apart."""

from pathlib import Path

from caqes_eval.intake.open_phmev import ConvertedFile, convert

TOP_GEN_2024 = ("0", "1", "4", "9", "B", "C")

FINESS = "990000002"  # Luhn over 99000000: 9 + (2 × 9 = 18 → 9) = 18, key 2
OTHER_FINESS = "990000010"  # the 1 counts double: 9 + 9 + 2 = 20, key 0
CIP = "3400999900010"  # EAN-13 over 340099990001: (3+0+9+9+0+0) + 3 × (4+0+9+9+0+1) = 90, key 0
OTHER_CIP = "3400999900027"  # one more, three times: 93, key 7

ROW = {
    "atc1": "A", "l_atc1": "SYSTEME DIGESTIF", "atc2": "A02", "L_ATC2": "ACIDITE", "atc3": "A02B", "L_ATC3": "ULCERE",
    "atc4": "A02BC", "L_ATC4": "INHIBITEURS", "ATC5": "A02BC01", "L_ATC5": "OMEPRAZOLE", "CIP13": CIP,
    "l_cip13": "FICTIF 20 MG GELULE 28", "TOP_GEN": "1", "GEN_NUM": "187", "age": "60", "SEXE": "1", "etb_rgt": FINESS,
    "categorie_jur": "ch", "categorie_jur_rgt": "CH", "code_postal": "99100", "nom_etb": "CH DE VILLE-FICTIVE",
    "nom_ville": "VILLE-FICTIVE", "nom_voie": "DES LILAS", "numero_voie": "1",
    "raison_sociale_etb": "CENTRE HOSPITALIER DE VILLE-FICTIVE", "top_etb_age": "1", "top_etb_sexe": "1",
    "region_etb": "99", "BOITES": "12", "REM": "1.234,56", "BSE": "1.300,00",
}  # fmt: skip
HEADER = list(ROW)
"""The 31 columns of 2024, in the published order and case."""


def row(**changes: str) -> dict[str, str]:
    return ROW | changes


GOOD_ROWS = [row(), row(CIP13=OTHER_CIP, TOP_GEN="4"), row(etb_rgt=OTHER_FINESS, nom_etb="CH DU LAC")]


def content(rows=GOOD_ROWS, *, header=HEADER, end="\r\n", encoding="cp1252", separator=";") -> bytes:
    """The bytes of a file; a row is a mapping, or a line already written."""
    lines = [separator.join(header)]
    lines += [line if isinstance(line, str) else separator.join(line[name] for name in header) for line in rows]
    return "".join(line + end for line in lines).encode(encoding)


def converted(folder: Path, data: bytes, *, top_gen=TOP_GEN_2024, cache="cache") -> ConvertedFile:
    source = folder / "OPEN_PHMEV_2024.CSV"
    source.write_bytes(data)
    return convert(source, cache=folder / cache, top_gen_codes=top_gen, shown_name="recu/OPEN_PHMEV_2024.CSV")
