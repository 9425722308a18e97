"""Biosimilars: the extract of the fund as classified products, whichever of its two layouts it has.

Detail: one line per product with its type. Totals: one line per molecule (or per hospital) with the boxes and those of
biosimilars. A file that has both cannot be summed and is told.
"""

from collections.abc import Mapping

import pandas as pd

from caqes_eval.families.biosimilars.inputs import EXTRACT
from caqes_eval.families.biosimilars.molecules import molecule_code
from caqes_eval.families.case import Case
from caqes_eval.families.phmev import Reader, cents, column, frame, without

SOURCE = "biosimilars.source"

_STATUSES = {"biosimilar": "biosimilar", "reference": "biological_reference"}
_MIXED = (
    "L’extraction mêle des lignes de totaux et des lignes par produit : leur somme compterait deux fois. "
    "Demandez l’une des deux formes."
)
_NOTHING = (
    "L’extraction ne dit pas quelles boîtes sont des biosimilaires : ni type de produit, ni total des biosimilaires."
)


def classify_extract(_: Case, rows: pd.DataFrame) -> tuple[pd.DataFrame, str]:
    """Return the classified products of an extract and what keeps from using them, in French.

    The column ``atc5`` holds the code of the molecule: its ATC class, or its name when the class is not known.
    """
    totals = [value is not None for value in column(rows, "biosimilar_boxes")]
    told = [kind in _STATUSES for kind in column(rows, "product_type")]
    if fault := without(column(rows, "boxes"), "nombre de boîtes"):
        return frame([]), fault
    if all(totals):
        return _of_totals(rows)
    if any(totals):
        return frame([]), _MIXED
    if not any(told):
        return frame([]), _NOTHING
    return frame([_product(row) for row in _records(rows)]), ""


READER = Reader(extract=EXTRACT, rule=SOURCE, classify=classify_extract)


def _records(rows: pd.DataFrame) -> list[dict[str, object]]:
    codes = (
        "finess", "cip13", "label", "molecule", "product_type", "boxes", "biosimilar_boxes", "amount", "base_amount",
        "source_row",
    )  # fmt: skip
    columns = [column(rows, code) for code in codes]
    return [dict(zip(codes, values, strict=True)) for values in zip(*columns, strict=True)]


def _of_totals(rows: pd.DataFrame) -> tuple[pd.DataFrame, str]:
    found: list[dict[str, object]] = []
    for row in _records(rows):
        every, part = row["boxes"], row["biosimilar_boxes"]
        if not isinstance(every, int) or not isinstance(part, int) or part > every:
            return frame([]), "L’extraction donne plus de boîtes de biosimilaires que de boîtes en tout."
        common = {"finess": row["finess"], "cip13": "", "label": "", "top_gen": "", **_molecule(row)}
        found += [
            {**common, "boxes": part, "status": "biosimilar"},
            {**common, "boxes": every - part, "status": "biological_reference"},
        ]
    return frame(found), ""


def _product(row: Mapping[str, object]) -> dict[str, object]:
    return {
        "finess": row["finess"],
        "cip13": str(row["cip13"] or ""),
        "label": str(row["label"] or ""),
        "top_gen": "",
        **_molecule(row),
        "boxes": row["boxes"],
        "reimbursed_cents": cents(row["amount"]),
        "base_cents": cents(row["base_amount"]),
        "source_line": row["source_row"],
        "status": _STATUSES.get(str(row["product_type"]), "undecided"),
    }


def _molecule(row: Mapping[str, object]) -> dict[str, object]:
    name = str(row["molecule"] or "")
    return {"atc5": molecule_code(name), "atc5_label": name}
