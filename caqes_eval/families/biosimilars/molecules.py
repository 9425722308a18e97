"""Molecules of biosimilars by the names that extracts give them, and the brands of a dated list in a product's label."""

import re
from collections.abc import Iterable
from unicodedata import normalize

# ATC classification of the WHO: what a class is does not change with the law
_ATC = {
    "insuline asparte": "A10AB05", "insuline aspart": "A10AB05", "insuline lispro": "A10AB04",
    "insuline glargine": "A10AE04", "enoxaparine": "B01AB05", "epoetine": "B03XA01", "erythropoietine": "B03XA01",
    "follitropine alfa": "G03GA05", "somatropine": "H01AC01", "teriparatide": "H05AA02", "filgrastim": "L03AA02",
    "pegfilgrastim": "L03AA13", "etanercept": "L04AB01", "infliximab": "L04AB02", "adalimumab": "L04AB04",
    "ustekinumab": "L04AC05", "tocilizumab": "L04AC07", "ranibizumab": "S01LA04", "aflibercept": "S01LA05",
}  # fmt: skip


def words(text: str) -> tuple[str, ...]:
    """Return the words of a name, without accents, capitals nor punctuation."""
    plain = normalize("NFKD", text).encode("ascii", "ignore").decode().casefold()
    return tuple(re.findall(r"[a-z0-9]+", plain))


def molecule_code(name: str) -> str:
    """Return the ATC code of a molecule, its own name as a code when it is not one of those known, empty without name."""
    plain = " ".join(words(name))
    if re.fullmatch(r"[a-z][0-9]{2}[a-z]{2}[0-9]{2}", plain):
        return plain.upper()
    return _ATC.get(plain) or plain.replace(" ", "_")


def brand_of(label: str, brands: Iterable[str]) -> str:
    """Return the one brand whose words stand in a label, one after the other; empty when there is none, or several."""
    inside = words(label)
    found = [brand for brand in brands if (own := words(brand)) and _within(own, inside)]
    return found[0] if len(found) == 1 else ""


def _within(own: tuple[str, ...], inside: tuple[str, ...]) -> bool:
    return any(inside[start : start + len(own)] == own for start in range(len(inside) - len(own) + 1))
