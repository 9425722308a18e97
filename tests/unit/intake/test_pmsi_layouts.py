"""The layouts are those that two independent transcriptions of ATIH's formats give."""

import csv
from collections import defaultdict
from pathlib import Path

import pytest

from caqes_eval.intake.pmsi.layout import Field, Layout
from caqes_eval.intake.pmsi.layouts import LAYOUTS

_PMEASYR = {
    "fichcomp_med": ("mco", "rum_med", ""),
    "fichcomp_dmi": ("mco", "rum_dmi", ""),
    "rsa_med": ("mco", "rsa_med", ""),
    "rsa_dmi": ("mco", "rsa_dmi", ""),
    "had_med": ("had", "rapss_med", ""),
    "smr_med": ("ssr", "rha_med", ""),
    "rsf_h": ("rsf", "rsf", "H"),
    "rsf_p": ("rsf", "rsf", "P"),
}


@pytest.fixture(scope="module")
def pmeasyr(shared_data: Path) -> dict[tuple[str, str, str], dict[int, dict[str, tuple[int, int]]]]:
    tables: dict = defaultdict(lambda: defaultdict(dict))
    path = shared_data / "pmsi_formats" / "pmeasyr_formats_med_dmi_rsf_2011_2026.csv"
    with path.open(encoding="utf-8", newline="") as stream:
        for row in csv.DictReader(stream, delimiter=";"):
            place = (int(row["position"]), int(row["fin"]))
            tables[row["champ"], row["table"], row["Typer"]][2000 + int(row["an"])][row["nom"]] = place
    return tables


def ours(layout: Layout) -> dict[str, tuple[int, int]]:
    """Each official name and where we read it; two fields read as one share a place."""
    return {name: (f.start, f.end) for f in layout.fields for name in f.official.split("+") if name}


@pytest.mark.parametrize("layout", LAYOUTS, ids=lambda layout: f"{layout.family}-{layout.since}")
def test_every_position_is_that_of_pmeasyr_in_every_year(layout, pmeasyr):
    for year in range(layout.since, layout.until + 1):
        official = pmeasyr[_PMEASYR[layout.family]][year]
        assert set(ours(layout)) == set(official)
        for field in layout.fields:
            names = [name for name in field.official.split("+") if name]
            if names:
                assert (field.start, field.end) == (official[names[0]][0], official[names[-1]][1]), field.official


@pytest.mark.parametrize("family", _PMEASYR)
def test_every_year_of_pmeasyr_has_one_layout_and_no_other(family, pmeasyr):
    years = sorted(
        year for layout in LAYOUTS if layout.family == family for year in range(layout.since, layout.until + 1)
    )
    assert years == sorted(pmeasyr[_PMEASYR[family]])


@pytest.mark.parametrize(
    ("file", "family", "year", "names"),
    [
        ("fichcompmed2017", "fichcomp_med", 2017, "NOFINESS TYPEPREST NAS DTDISP - NBADM PRIX INDVALINIT -"),
        (
            "fichcompmed2018",
            "fichcomp_med",
            2018,
            "NOFINESS TYPEPREST NAS DTDISP CDUCD NBADM PRIX INDVALINIT INDICATION -",
        ),
        (
            "fichcompmed2020",
            "fichcomp_med",
            2020,
            "NOFINESS TYPEPREST NAS DTDISP CDUCD NBADM PRIX INDVALINIT INDICATION -",
        ),
        ("fichcompdmi2020", "fichcomp_dmi", 2020, "NOFINESS TYPEPREST NAS Fil1 DTPOSE Fil2 CDLPP NBPOSE PRIX"),
    ],
)
def test_the_positions_of_fichcomp_are_also_those_of_pmsixml(file, family, year, names, shared_data):
    path = shared_data / "pmsi_formats" / f"pmsixml_{file}.csv"
    layout = next(each for each in LAYOUTS if each.family == family and each.used_in(year))
    with path.open(encoding="utf-8", newline="") as stream:
        rows = [row for row in csv.DictReader(stream, delimiter=";") if row["Début"]]
    assert len(rows) == len(names.split())
    for row, name in zip(rows, names.split(), strict=True):
        if name != "-":
            assert ours(layout)[name] == (int(row["Début"]), int(row["Fin"])), name
    assert int(rows[-1]["Fin"]) == layout.width


@pytest.mark.parametrize(("starts", "lengths"), [((1, 11), (20,)), ((1, 9), (20,)), ((1, 10), (18,))])
def test_a_gap_an_overlap_and_a_length_of_no_field_are_refused(starts, lengths):
    fields = (Field("finess", starts[0], 9, "finess", "A"), Field("ucd", starts[1], 10, "ucd", "B"))
    with pytest.raises(ValueError, match=r"starts at|no ends of fields"):
        Layout(family="rsa_med", since=2020, until=2020, lengths=lengths, fields=fields)


def test_what_points_at_a_patient_or_a_stay_is_never_a_column():
    pointing = {"NAS", "CLE_RSA", "NOSEQSEJ", "NOSEQ", "NOSOUSSEQ", "NOSEQRHS", "NUMENT", "NUMFACT"}
    pointing |= {"NOSS", "NOSSCLE", "NOIMM", "NOIMMCLE", "RGBEN"}
    found = {f.official: f.kind for layout in LAYOUTS for f in layout.fields if f.official in pointing}
    assert set(found) == pointing
    assert set(found.values()) == {"identifier"}
    assert not any(f.official in pointing for layout in LAYOUTS for f in layout.read_fields)
