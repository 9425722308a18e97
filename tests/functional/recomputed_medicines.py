"""Generics, biosimilars and the liste en sus, recomputed from the raw files. Nothing of the product is used.

A figure is what the notebook must say: a Fraction, or the pair it divides.
"""

import unicodedata
from fractions import Fraction
from pathlib import Path

import pandas as pd
from recomputed_files import amount, filled, medicines, prescriptions

Ratio = tuple[Fraction, Fraction]
Figures = dict[str, Fraction | Ratio]
GENERIC, WITH_A_GENERIC, BIOSIMILAR, BIOLOGICAL = "1", "4", "B", "C"
OFF_LABEL, MIRROR, RESEARCH = "I999999", "I999997", "I999998"
DCI = {
    "complexe prothrombinique": "complexeprothrombiniquehumain",
    "amphotericine b liposomale": "amphotericineb",
    "immunoglobuline humaine normale": "immunoglobulinehumainenormale",
}
"""Names that the results write otherwise; the rest only loses its accents."""


def generics(open_phmev: Path, finess: str) -> Figures:
    """Recompute the repertoire rate, the penetration and the euros per box."""
    lines = prescriptions(open_phmev, finess)
    boxes = lines.groupby("TOP_GEN")["boxes"].sum()
    repertoire = lines[lines["TOP_GEN"].isin([GENERIC, WITH_A_GENERIC])]
    inside = _whole(repertoire["boxes"])
    return {
        "generics.repertoire_rate": (inside, _whole(lines["boxes"])),
        "generics.penetration_rate": (Fraction(int(boxes[GENERIC])), inside),
        "generics.euros_per_box": (_whole(repertoire["euros"]), inside),
    }


def biosimilars(open_phmev: Path, finess: str) -> Figures:
    """Recompute the rate of all molecules, and that of each."""
    lines = prescriptions(open_phmev, finess)
    biological = lines[lines["TOP_GEN"].isin([BIOSIMILAR, BIOLOGICAL])]
    by_molecule = {f"biosimilars.rate.{atc}": _biosimilar(rows) for atc, rows in biological.groupby("ATC5")}
    return {"biosimilars.rate": _biosimilar(biological), **by_molecule}


def _biosimilar(rows: pd.DataFrame) -> Ratio:
    return _whole(rows.loc[rows["TOP_GEN"] == BIOSIMILAR, "boxes"]), _whole(rows["boxes"])


def les(folder: Path, year: int) -> Figures:
    """Recompute the I999 rates of a hospital, in UCD and in euros, for the year and its halves, and the codes apart."""
    lines = medicines(next(folder.glob(f"*.{year}.12.med")))
    off_label = lines["indication"] == OFF_LABEL
    mirror, research = lines["indication"] == MIRROR, lines["indication"] == RESEARCH
    units, euros = _whole(lines["units"]), _whole(lines["euros"])
    found: Figures = {
        "mo.i999_rate": (_whole(lines.loc[off_label, "units"]), units),
        "mo.i999_amount_rate": (_whole(lines.loc[off_label, "euros"]), euros),
        "mo.i999_rate_i999998.nulle_part": (
            _whole(lines.loc[off_label, "units"]),
            _whole(lines.loc[~research, "units"]),
        ),
        "mo.i999_rate_i999998.numerateur": (_whole(lines.loc[off_label | research, "units"]), units),
        "mo.i999997_rate": (_whole(lines.loc[mirror, "units"]), units),
        "mo.i999_i999997_rate": (_whole(lines.loc[off_label | mirror, "units"]), units),
        "mo.ucd": units,
        "mo.amount": euros,
        "mo.i999_amount": _whole(lines.loc[off_label, "euros"]),
    }
    for half, months in (("S1", range(1, 7)), ("S2", range(7, 13))):
        given = lines["given_month"].map(int).isin(months)
        for code, column in (("half_rate", "units"), ("half_amount_rate", "euros")):
            found[f"mo.i999_{code}.{half}"] = (
                _whole(lines.loc[given & off_label, column]),
                _whole(lines.loc[given, column]),
            )
    return found


def initiations(folder: Path) -> Figures:
    """Recompute the initiations declared over both half-years: how many, argued, in mirror indication, of which DCI."""
    halves = {half: filled(folder / f"mo_initiations_2025-{half}.xlsx", "Initiations") for half in ("S1", "S2")}
    whole = pd.concat(halves.values())
    off_label = _off_label(whole)
    found: Figures = {
        "mo.initiations": Fraction(len(off_label)),
        "mo.mirror_initiations": Fraction(len(whole) - len(off_label)),
        "mo.argued_share": _argued(off_label),
    }
    for half, rows in halves.items():
        found[f"mo.half_initiations.{half}"] = Fraction(len(_off_label(rows)))
        found[f"mo.half_argued_share.{half}"] = _argued(_off_label(rows))
    for name, count in off_label["DCI"].value_counts().items():
        found[f"mo.initiations_by_dci.{_dci(str(name))}"] = Fraction(int(count))
    return found


def _off_label(rows: pd.DataFrame) -> pd.DataFrame:
    return rows[rows["Code déclaré"].str.startswith(OFF_LABEL) & (rows["AMM miroir"] != "Oui")]


def _argued(rows: pd.DataFrame) -> Ratio:
    return Fraction(int((rows["Argumentaire"] == "Oui").sum())), Fraction(len(rows))


def _dci(name: str) -> str:
    bare = "".join(each for each in unicodedata.normalize("NFD", name.lower()) if not unicodedata.combining(each))
    return DCI.get(bare, bare.replace(" ", ""))


def anomalies(folder: Path) -> Figures:
    """Recompute the coding anomalies declared over both half-years: lines, UCD, euros, those followed, by kind."""
    rows = pd.concat([filled(folder / f"mo_anomalies_2025-{half}.xlsx", "Anomalies PMSI") for half in ("S1", "S2")])
    followed = rows[["Action", "Responsable", "Statut"]].notna().all(axis=1)
    kinds = rows["Type d’anomalie"].value_counts()
    return {
        "mo.anomalies": Fraction(len(rows)),
        "mo.anomaly_quantity": _whole(rows["Quantité"].map(amount)),
        "mo.anomaly_amount": _whole(rows["Montant"].map(amount)),
        "mo.anomalies_followed": (Fraction(int(followed.sum())), Fraction(len(rows))),
        "mo.anomalies_by_kind.pair_absent": Fraction(int(kinds["Association UCD indication incorrecte"])),
    }


def _whole(column: pd.Series) -> Fraction:
    return sum((Fraction(each) for each in column), Fraction(0))
