"""Fictitious PMSI lines, built field by field from the official names, and files of them."""

from collections.abc import Sequence
from pathlib import Path

from caqes_eval.intake.pmsi.layout import Layout
from caqes_eval.intake.pmsi.layouts import LAYOUTS

HOSPITAL = "990000010"
OTHER_HOSPITAL = "010000024"
SITE = "2A0000014"
AVASTIN_13 = "3400892611044"
STAY = "NASDEMARTIN4217"
NIR, NIR_KEY = "1850578006084", "91"

_USUAL = {
    "NOFINESS": HOSPITAL, "NOFINESSGEO": SITE, "TYPEPREST": "06", "NAS": STAY, "CLE_RSA": "7418529630",
    "DTDISP": "15032025", "DTPOSE": "15032025", "DTENT": "15032025", "ANNEE+MOIS": "202503",
    "MOISADMIN+ANADMIN": "032025", "MOISPOSE+ANPOSE": "032025", "NBSEJ": "000001", "DELAI": "0002",
    "NBADM": "0000001500", "NBPOSE": "0000000002", "PRIX": "0000123456", "CDUCD": AVASTIN_13, "CDLPP": "8178447",
    "REFLPP": "0000008178447", "INDICATION": "I999999", "CDLES": "I999999", "INDVALINIT": "2", "TOPUCD13": "0",
    "NOSS": NIR, "NOSSCLE": NIR_KEY, "NOIMM": NIR, "NOIMMCLE": NIR_KEY, "NUMENT": "ENTREE777", "NUMFACT": "FACTURE88",
    "RGBEN": "001", "COEFFRAC": "10000", "MTTFAC": "0012345", "NOSEQSEJ": "4242", "TYENR": "H",
}  # fmt: skip


def layout_of(family: str, year: int) -> Layout:
    """The layout of a family in a year."""
    return next(layout for layout in LAYOUTS if layout.family == family and layout.used_in(year))


def line(family: str, year: int, length: int | None = None, **written: str) -> str:
    """A line of the usual length, whose fields have usual values but those written (names of ATIH, ``_`` for ``+``)."""
    layout = layout_of(family, year)
    written = {name.replace("_ADMIN", "+ADMIN"): text for name, text in written.items()}
    usual = dict(_USUAL)
    if family.endswith("dmi"):
        usual["TYPEPREST"] = "02"
    if family.startswith("rsf"):
        usual |= {"CDUCD": "9261104", "TYENR": family[-1].upper(), "QUANT": "3" if family == "rsf_h" else "03"}
    if "UCD" in "".join(field.official for field in layout.fields) and not family.startswith("rsf"):
        width = next(field.length for field in layout.fields if field.official == "CDUCD")
        usual["CDUCD"] = AVASTIN_13 if width >= 13 else "009261104"
    texts = {**usual, **written}
    parts = []
    for field in layout.fields:
        text = texts.get(field.official, "")
        text = text.rjust(field.length, "0") if field.official in ("QUANT", "NBADM", "PRIX", "NBPOSE") else text
        parts.append(text.ljust(field.length))
        assert len(parts[-1]) == field.length, (field.official, text)
    return "".join(parts)[: length or layout.width].ljust(length or 0)


def write(folder: Path, name: str, lines: Sequence[str], *, end: str = "\r\n", last: bool = True) -> Path:
    """A file of these lines, each ended, the last one too unless told otherwise."""
    path = folder / name
    path.write_bytes((end.join(lines) + (end if last else "")).encode("latin-1"))
    return path
