"""What is read from a converted file: the list of its establishments, and the rows of one."""

from typing import Any

import pandas as pd
from pyarrow import parquet

from caqes_eval.intake.open_phmev.conversion import ConvertedFile

_ESTABLISHMENT = ["finess", "name", "short_name", "city", "postal_code", "category", "region"]
_ROWS = [
    "finess", "cip13", "label", "atc5", "atc5_label", "top_gen", "boxes", "reimbursed_cents", "base_cents",
    "source_line",
]  # fmt: skip


def establishments(converted: ConvertedFile) -> pd.DataFrame:
    """Return one row per establishment, sorted by FINESS.

    Columns, all texts: ``finess``, ``name`` (raison sociale, else short name), ``short_name``, ``city``,
    ``postal_code``, ``category`` (legal category) and ``region``, as on the establishment's first line of the source.
    """
    # Kept as codes: as texts, the names of 3.5 M rows would take a gigabyte.
    table = parquet.read_table(converted.parquet, columns=_ESTABLISHMENT, read_dictionary=_ESTABLISHMENT)
    frame: pd.DataFrame = table.to_pandas()
    return frame.drop_duplicates("finess", ignore_index=True).astype("str")


def read_establishment(converted: ConvertedFile, finess: str) -> pd.DataFrame:
    """Return the rows of one establishment in the order of the source; none when the file does not have it.

    Columns: the texts ``finess``, ``cip13``, ``label``, ``atc5``, ``atc5_label`` and ``top_gen``; the integers
    ``boxes``, ``reimbursed_cents`` and ``base_cents`` (hundredths of a euro, exact), and ``source_line`` (the header
    is line 1).
    """
    only: Any = [("finess", "==", finess)]
    rows: pd.DataFrame = parquet.read_table(converted.parquet, columns=_ROWS, filters=only).to_pandas()
    return rows.sort_values("source_line", ignore_index=True)
