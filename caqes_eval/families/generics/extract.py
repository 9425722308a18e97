"""Generics: the extract of the fund as classified products, whichever of its two layouts it has.

Detail: one line per product, its type or whether it is of the repertoire. Totals: one line per hospital and period, with
the boxes, those of the repertoire and those of generics. A file that has both cannot be summed and is told.
"""

from collections.abc import Mapping

import pandas as pd

from caqes_eval.families.case import Case
from caqes_eval.families.generics.inputs import EXTRACT
from caqes_eval.families.phmev import Reader, cents, column, frame, without

SOURCE = "generics.source"

_TYPES = ("generic", "reference", "outside")
_MIXED = (
    "L’extraction mêle des lignes de totaux et des lignes par produit : leur somme compterait deux fois. "
    "Demandez l’une des deux formes."
)
_NOTHING = (
    "L’extraction ne dit pas quelles boîtes sont dans le répertoire : ni type de produit, ni total du répertoire."
)


def classify_extract(case: Case, rows: pd.DataFrame) -> tuple[pd.DataFrame, str]:
    """Return the classified products of an extract and what keeps from using them, in French."""
    totals = [value is not None for value in column(rows, "repertoire_boxes")]
    told = [
        kind in _TYPES or isinstance(inside, bool)
        for kind, inside in zip(column(rows, "product_type"), column(rows, "in_repertoire"), strict=True)
    ]
    if all(totals):
        return _of_totals(rows)
    decided = case.repertoire is not None and case.repertoire_source == "bdpm"
    if any(totals):
        return frame([]), _MIXED
    if not any(told) and not decided:
        return frame([]), _NOTHING
    return _of_products(rows, case.repertoire if decided else None)


READER = Reader(extract=EXTRACT, rule=SOURCE, classify=classify_extract)


def _of_totals(rows: pd.DataFrame) -> tuple[pd.DataFrame, str]:
    every, inside = column(rows, "boxes"), column(rows, "repertoire_boxes")
    generic = column(rows, "generic_boxes")
    if fault := without([*every, *inside], "nombre de boîtes"):
        return frame([]), fault
    whole, repertoire = _sum(every), _sum(inside)
    found = {"outside": whole - repertoire}
    if all(isinstance(value, int) for value in generic):
        found |= {"generic": _sum(generic), "reference": repertoire - _sum(generic)}
    else:
        found["repertoire"] = repertoire
    if min(found.values()) < 0:
        return frame(
            []
        ), "L’extraction donne plus de boîtes au répertoire qu’en tout, ou plus de génériques qu’au répertoire."
    return frame([_row(status, count) for status, count in found.items()]), ""


def _row(status: str, boxes: int) -> dict[str, object]:
    return {"cip13": "", "label": "", "atc5": "", "atc5_label": "", "top_gen": "", "boxes": boxes, "status": status}


def _of_products(rows: pd.DataFrame, repertoire: pd.DataFrame | None) -> tuple[pd.DataFrame, str]:
    if fault := without(column(rows, "boxes"), "nombre de boîtes"):
        return frame([]), fault
    decided = None if repertoire is None else dict(zip(repertoire["cip13"], repertoire["status"], strict=True))
    return frame([_product(row, decided) for row in _records(rows)]), ""


def _records(rows: pd.DataFrame) -> list[dict[str, object]]:
    codes = (
        "finess", "cip13", "label", "atc", "product_type", "in_repertoire", "boxes", "amount", "base_amount", "source_row",
    )  # fmt: skip
    columns = [column(rows, code) for code in codes]
    return [dict(zip(codes, values, strict=True)) for values in zip(*columns, strict=True)]


def _product(row: Mapping[str, object], decided: Mapping[str, str] | None) -> dict[str, object]:
    atc = str(row["atc"] or "")
    return {
        "finess": row["finess"],
        "cip13": str(row["cip13"] or ""),
        "label": str(row["label"] or ""),
        "atc5": atc,
        "atc5_label": atc,
        "top_gen": "",
        "boxes": row["boxes"],
        "reimbursed_cents": cents(row["amount"]),
        "base_cents": cents(row["base_amount"]),
        "source_line": row["source_row"],
        "status": status(row["product_type"], row["in_repertoire"])
        if decided is None
        else decided.get(str(row["cip13"]), "undecided").replace("ambiguous", "undecided"),
    }


def status(product_type: object, in_repertoire: object) -> str:
    """Return the status of a product; two answers that contradict each other, or none, leave it undecided."""
    if product_type in _TYPES:
        inside = product_type != "outside"
        return str(product_type) if in_repertoire in (None, inside) else "undecided"
    if in_repertoire is None:
        return "undecided"
    return "repertoire" if in_repertoire else "outside"


def _sum(values: list[object]) -> int:
    return sum(value for value in values if isinstance(value, int))
