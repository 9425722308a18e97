"""What is implausible in an establishment's own rows of Open PHMEV: told with its results, never repaired."""

import pandas as pd

from caqes_eval.families.result import FindingRecord
from caqes_eval.foundation import french
from caqes_eval.foundation.findings import Severity
from caqes_eval.identifiers import NOT_RELEASED_CIP13

# small rows can be equal by chance
MANY_BOXES = 100


def implausible_rows(products: pd.DataFrame) -> tuple[FindingRecord, ...]:
    """Return what is implausible in an establishment's own rows; nothing of another's."""
    named = products[products["cip13"] != NOT_RELEASED_CIP13]
    # ages and sexes are not kept: rows alike in all that is kept, of a product, are suspect only when whole
    same = named[
        named.duplicated(["cip13", "boxes", "reimbursed_cents", "base_cents"], keep=False)
        & (named["boxes"] > MANY_BOXES)
    ]
    kinds = [
        (
            "rem_superieur_a_bse",
            products[products["reimbursed_cents"] > products["base_cents"]],
            "où le remboursement dépasse sa base",
        ),
        (
            "valeur_negative",
            products[(products[["boxes", "reimbursed_cents"]] < 0).any(axis=1)],
            "à boîtes ou montant négatifs",
        ),
        ("ligne_en_double", same, "identiques (fichier copié deux fois ?)"),
    ]
    return tuple(
        FindingRecord(
            code=code,
            severity=Severity.TO_CHECK,
            sentence=(
                f"{french.plural(len(rows), 'ligne')} du fichier {what} (la première : ligne {int(rows['source_line'].iloc[0])}), "
                "comptée telle quelle."
            ),
        )
        for code, rows, what in kinds
        if not rows.empty
    )
