"""The part of the reference of LES indications that speaks of a hospital's own products."""

from collections.abc import Collection

import pandas as pd

from caqes_eval.intake.les_reference.reference import LesReference
from caqes_eval.notebook.archived_tables import canonical

LES_REFERENCE = "les_reference"
_WORDS = {True: "oui", False: "non", None: None}


def reference_table(reference: LesReference, ucds: Collection[str], *, year: int) -> pd.DataFrame:
    """Return what the reference says of some products.

    Args:
        reference: the whole of it.
        ucds: the UCD7 of the case.
        year: that of the case.

    Returns:
        ``ucd7, indication, inscription, since, until, month`` (``2025-07`` when the reference is monthly), ``year`` and
        ``period``; a code admitted for any product has no ``ucd7``.
    """
    own = sorted((pair, listings) for pair, listings in reference.pairs.items() if pair[0] in ucds)
    rows = [
        {
            "ucd7": ucd, "indication": code, "inscription": _WORDS[each.listed], "since": each.since, "until": each.until,
            "month": f"{each.month[0]}-{each.month[1]:02d}" if each.month else None,
        }
        for (ucd, code), listings in own
        for each in listings
    ]  # fmt: skip
    rows += [{"ucd7": None, "indication": code} for code in sorted(reference.any_drug)]
    columns = ("ucd7", "indication", "inscription", "since", "until", "month")
    frame = pd.DataFrame({name: pd.Series([row.get(name) for row in rows], dtype=object) for name in columns})
    return canonical(frame.assign(year=year, period=str(year)))
