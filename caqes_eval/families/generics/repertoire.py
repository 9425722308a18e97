"""Two witnesses of the repertoire of generics: TOP_GEN of Open PHMEV against the groups of the BDPM.

Open PHMEV says the status of the year prescribed, the BDPM that of the day it was downloaded: a disagreement is to be
explained, it is not an error by itself.
"""

from collections.abc import Mapping

import pandas as pd

from caqes_eval.foundation.errors import InputValueError
from caqes_eval.identifiers import FEE_CIP13, NOT_RELEASED_CIP13

COLUMNS = ("cip13", "label", "top_gen", "status_top_gen", "status_bdpm", "boxes")
# Dispensing fees and products withheld by statistical secrecy: no presentation stands behind these codes.
NOT_PRODUCTS = frozenset({FEE_CIP13, NOT_RELEASED_CIP13})
# The repertoire of generics says nothing of biologicals, which have a register of their own.
_OUTSIDE = frozenset({"biosimilar", "biological_reference"})


def compare_repertoires(
    products: pd.DataFrame, repertoire: pd.DataFrame, top_gen_status: Mapping[str, str]
) -> pd.DataFrame:
    """Return the products whose two statuses disagree, or that the BDPM does not know, most boxes first.

    Args:
        products: one row per CIP13 of one year: ``cip13``, ``label``, ``top_gen`` (texts), ``boxes`` (boxes dispensed).
        repertoire: one row per CIP13: ``cip13``, ``status`` (``generic``, ``reference``, ``outside``, ``ambiguous``).
        top_gen_status: status of each TOP_GEN code: ``outside``, ``generic``, ``reference``, ``biosimilar``,
            ``biological_reference`` (both outside the repertoire of generics) or ``not_released`` (left out).

    Returns:
        ``cip13``, ``label``, ``top_gen``, ``status_top_gen``, ``status_bdpm`` (``absent`` when the BDPM does not know
        the CIP13), ``boxes``; by boxes descending, then CIP13.

    Raises:
        InputValueError: a TOP_GEN code has no known status.
        pandas.errors.MergeError: a CIP13 comes twice in one of the tables.
    """
    unknown = sorted(set(products["top_gen"]) - set(top_gen_status))
    if unknown:
        raise InputValueError(
            f"Code TOP_GEN inconnu : {', '.join(unknown)}.",
            remedy="Vérifiez le descriptif Open PHMEV de l’année et complétez les codes TOP_GEN des paramètres.",
        )
    compared = products.assign(status_top_gen=products["top_gen"].map(dict(top_gen_status))).merge(
        repertoire[["cip13", "status"]].rename(columns={"status": "status_bdpm"}),
        on="cip13",
        how="left",
        validate="one_to_one",
    )
    compared["status_bdpm"] = compared["status_bdpm"].fillna("absent")
    expected = compared["status_top_gen"].where(~compared["status_top_gen"].isin(_OUTSIDE), "outside")
    left_out = compared["cip13"].isin(NOT_PRODUCTS) | (compared["status_top_gen"] == "not_released")
    disagreeing = compared.loc[~left_out & (expected != compared["status_bdpm"]), list(COLUMNS)]
    return disagreeing.sort_values(["boxes", "cip13"], ascending=[False, True]).reset_index(drop=True)
