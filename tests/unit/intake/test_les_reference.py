"""The reference of LES indications, as it is really written, and the two anomalies of coding it decides."""

import gzip
import json
from datetime import date
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from openpyxl import Workbook

from caqes_eval.foundation.errors import InputFormatError, InputMissingError, UserError
from caqes_eval.foundation.findings import Severity
from caqes_eval.intake.les_reference import Verdict, read_les_reference, read_list_history
from caqes_eval.intake.les_reference.reference import Listing

AVASTIN, OTHER = "9261104", "9261110"
USUAL = {
    "indication": "I000672", "ucd_7": AVASTIN, "ucd_13": "3400892611044", "inscription_liste_en_sus": True,
    "specialite": "AVASTIN", "date_debut": "2024-03-15",
}  # fmt: skip
_OPTIONAL = ("ucd_7", "ucd_13", "date_debut", "date_fin")
MARCH, FEBRUARY, APRIL = (2024, 3), (2024, 2), (2024, 4)


def row(**written: object) -> dict[str, object]:
    if "ucd_7" in written and "ucd_13" not in written:
        written["ucd_13"] = None
    return {name: value for name, value in (USUAL | written).items() if value is not None or name not in _OPTIONAL}


def reference(folder: Path, *rows: dict[str, object]):
    path = folder / "referentiel.json.gz"
    path.write_bytes(gzip.compress(json.dumps(rows).encode()))
    return read_les_reference(path)


def codes(read) -> list[str]:
    return [finding.code for finding in read.findings]


def test_the_two_labels_are_exactly_those_of_the_national_table():
    assert Verdict.ABSENT.value == "Association UCD indication incorrecte"
    assert Verdict.NOT_LISTED.value == "Association UCD indication inscrite non liste en SUS"
    assert [verdict for verdict in Verdict if verdict.is_anomaly] == [Verdict.ABSENT, Verdict.NOT_LISTED]


@pytest.mark.parametrize(
    ("rows", "month", "verdict"),
    [
        ([row()], MARCH, Verdict.LISTED),  # from the 15th: the month counts
        ([row()], FEBRUARY, Verdict.NOT_LISTED),
        ([row(indication="I000001")], MARCH, Verdict.ABSENT),
        ([row(ucd_7=OTHER)], MARCH, Verdict.ABSENT),
        ([row(date_fin="2024-03-31")], MARCH, Verdict.LISTED),
        ([row(date_fin="2024-03-31")], APRIL, Verdict.NOT_LISTED),
        ([row(date_debut=None)], (2001, 1), Verdict.LISTED),
        ([row(inscription_liste_en_sus=False, date_debut=None)], MARCH, Verdict.NOT_LISTED),
        # « non » with a last day: listed until then
        ([row(inscription_liste_en_sus=False, date_debut=None, date_fin="2024-03-02")], MARCH, Verdict.LISTED),
        ([row(inscription_liste_en_sus=False, date_debut=None, date_fin="2024-03-02")], APRIL, Verdict.NOT_LISTED),
        ([row(inscription_liste_en_sus="RTU")], MARCH, Verdict.UNDECIDED),
        ([row(inscription_liste_en_sus=None)], MARCH, Verdict.UNDECIDED),
        ([row(), row(inscription_liste_en_sus=False, date_debut=None)], MARCH, Verdict.UNDECIDED),
        ([row(), row(inscription_liste_en_sus=False, date_debut=None)], FEBRUARY, Verdict.NOT_LISTED),
        # listed, left, came back
        ([row(date_debut="2020-01-01", date_fin="2020-12-31"), row()], (2020, 6), Verdict.LISTED),
        ([row(date_debut="2020-01-01", date_fin="2020-12-31"), row()], (2021, 6), Verdict.NOT_LISTED),
        ([row(date_debut="2020-01-01", date_fin="2020-12-31"), row()], APRIL, Verdict.LISTED),
    ],
)
def test_what_the_reference_says_of_a_pair_in_a_month(tmp_path, rows, month, verdict):
    read = reference(tmp_path, *rows)
    assert read.verdict(AVASTIN, "I000672", month) is verdict
    assert ((AVASTIN, "I000672") in read.listed_in(month)) == (verdict is Verdict.LISTED)


def test_codes_for_any_drug_and_a_mirror_code_that_has_its_own_drugs(tmp_path):
    general = [{"indication": code} for code in ("I999997", "I999998", "I999999")]
    read = reference(tmp_path, *general, row(indication="I999997", date_debut="2024-09-11"))
    assert read.verdict(OTHER, "I999999", MARCH) is Verdict.ANY_DRUG
    assert read.verdict(OTHER, "I999998", MARCH) is Verdict.ANY_DRUG
    assert read.verdict(AVASTIN, "I999997", (2024, 9)) is Verdict.LISTED
    assert read.verdict(AVASTIN, "I999997", (2024, 8)) is Verdict.NOT_LISTED
    assert read.verdict(OTHER, "I999997", (2024, 9)) is Verdict.ABSENT


@pytest.mark.parametrize("star", ["*", "**", "", "  "])
def test_a_row_for_any_drug_is_also_written_with_a_star(tmp_path, star):
    read = reference(tmp_path, row(indication="I999999", ucd_7=star), row())
    assert read.any_drug == {"I999999"}


@pytest.mark.parametrize(
    ("written", "listed", "told"),
    [
        (True, True, []), (False, False, []), ("oui", True, []), ("non", False, []),
        ("Oui", True, ["les_inscription_ecriture"]), ("NON ", False, ["les_inscription_ecriture"]),
        ("RTU", None, ["les_inscription_indecise"]), ("RTU TERM", None, ["les_inscription_indecise"]),
        ("*", None, ["les_inscription_indecise"]), ("**", None, ["les_inscription_indecise"]),
        ("peut-être", None, ["les_inscription_indecise"]), (None, None, ["les_inscription_vide"]),
    ],
)  # fmt: skip
def test_a_listing_is_written_in_many_ways_each_told(tmp_path, written, listed, told):
    read = reference(tmp_path, row(inscription_liste_en_sus=written))
    assert read.pairs[AVASTIN, "I000672"] == (Listing(listed, date(2024, 3, 15)),)
    assert codes(read) == told


@pytest.mark.parametrize(
    ("written", "day", "told"),
    [
        ("2021-04-30", date(2021, 4, 30), []),
        ("30/04/2021", date(2021, 4, 30), ["les_date_ecriture"]),
        ("44316", date(2021, 4, 30), ["les_date_ecriture"]),
        (44316, date(2021, 4, 30), ["les_date_ecriture"]),
        (44316.0, date(2021, 4, 30), ["les_date_ecriture"]),
        ("SSAS2018506A", None, ["les_date_illisible"]),
        ("*", None, ["les_date_illisible"]),
        ("31/02/2021", None, ["les_date_illisible"]),
        ("", None, []),
    ],
)
def test_dates_of_four_shapes_and_debris(tmp_path, written, day, told):
    read = reference(tmp_path, row(date_debut="2019-01-01", date_fin=written, inscription_liste_en_sus=True))
    assert read.pairs[AVASTIN, "I000672"][0].until == day
    assert codes(read) == told
    for finding in read.findings:
        assert (finding.line, finding.column) == (1, "date_fin")


@pytest.mark.parametrize(
    ("written", "told", "severity"),
    [
        ({"indication": "672"}, "les_code", Severity.TO_CHECK),
        ({"ucd_7": "9261105"}, "les_ucd", Severity.TO_CHECK),
        ({"ucd_7": None, "ucd_13": "3,40089E+12"}, "les_ucd", Severity.TO_CHECK),
        ({"ucd_13": "3400892611105"}, "les_ucd_differentes", Severity.TO_CHECK),
    ],
)
def test_a_row_without_right_codes_is_left_aside_and_told(tmp_path, written, told, severity):
    read = reference(tmp_path, row() | written, row(indication="I000001"))
    assert set(read.pairs) == {(AVASTIN, "I000001")}
    assert [(f.code, f.severity, f.line) for f in read.findings] == [(told, severity, 1)]


def test_a_damaged_ucd13_beside_a_right_ucd7_costs_nothing(tmp_path):
    read = reference(tmp_path, row(ucd_13="340089426605I"))
    assert (set(read.pairs), codes(read)) == ({(AVASTIN, "I000672")}, ["les_ucd13"])


def test_spaces_duplicates_and_contradictions_are_told_with_a_count(tmp_path):
    read = reference(
        tmp_path, row(), row(), row(), row(specialite="AVASTIN \u00a025 "), row(ucd_13="34008 9261104 4"),
        row(inscription_liste_en_sus=False),
    )  # fmt: skip
    assert [(f.code, f.line, f.count) for f in read.findings] == [
        ("les_doublon", 2, 4), ("les_espaces", 4, 1), ("les_espaces", 5, 1), ("les_contradiction", 6, 1),
    ]  # fmt: skip
    assert read.names == {AVASTIN: "AVASTIN"}


def test_dates_the_wrong_way_round(tmp_path):
    read = reference(tmp_path, row(date_fin="2020-01-01"))
    assert codes(read) == ["les_dates_inversees"]
    assert read.verdict(AVASTIN, "I000672", MARCH) is Verdict.NOT_LISTED


def test_a_monthly_reference_answers_for_its_months_only(tmp_path):
    columns = ("periode", "ucd7", "code_les", "inscription", "datedebut")
    rows = [
        ("202403", AVASTIN, "I000672", "oui", "*"),
        ("202404", AVASTIN, "I000672", "Non", ""),
        ("24/04", AVASTIN, "I000001", "oui", ""),
    ]
    path = tmp_path / "referentiel.csv"
    path.write_text("\n".join(";".join(cells) for cells in (columns, *rows)) + "\n", encoding="utf-8")
    read = read_les_reference(path)
    verdicts = [read.verdict(AVASTIN, "I000672", month) for month in (FEBRUARY, MARCH, APRIL)]
    assert verdicts == [Verdict.UNDECIDED, Verdict.LISTED, Verdict.NOT_LISTED]
    assert read.months == {MARCH, APRIL}
    assert codes(read) == ["les_date_illisible", "les_inscription_ecriture", "les_mois"]
    assert [finding.line for finding in read.findings] == [2, 3, 4]


def test_a_workbook_of_the_same_columns_says_the_same(tmp_path):
    book = Workbook()
    sheet = book.active
    sheet.append(["Référentiel des indications", "au 12/03/2025"])
    sheet.append([])
    sheet.append(["Code UCD 7", "Code indication", "Inscription", "Date de début", "Date de fin"])
    sheet.append([int(AVASTIN), "I000672", "Oui", date(2024, 3, 15), None])
    sheet.append([AVASTIN, " I000001", "non", "15/03/2024", 45000])
    path = tmp_path / "referentiel.xlsx"
    book.save(path)
    read = read_les_reference(path, shown="Référentiel.xlsx")
    assert read.pairs == {
        (AVASTIN, "I000672"): (Listing(True, date(2024, 3, 15)),),
        (AVASTIN, "I000001"): (Listing(False, date(2024, 3, 15), date(2023, 3, 15)),),
    }
    espace = next(finding for finding in read.findings if finding.code == "les_espaces")
    assert (espace.file, espace.sheet, espace.line, espace.column) == (
        "Référentiel.xlsx",
        "Sheet",
        5,
        "Code indication",
    )


@pytest.mark.parametrize(
    "content",
    [b"", b"[", b"{}", b"[1]", b"[]", b'[{"indication": "I000672"}]', gzip.compress(b"[]")[:-6], b"\x1f\x8bxx", b"a;b\n1;2\n",
     b"[" * 100_000, b"PK\x03\x04zip", b'[{"indication": ' + b"9" * 5000 + b"}]"],
)  # fmt: skip
def test_what_is_no_reference_is_refused_in_french(tmp_path, content):
    path = tmp_path / "referentiel.json"
    path.write_bytes(content)
    with pytest.raises(InputFormatError) as refused:
        read_les_reference(path)
    assert refused.value.remedy
    with pytest.raises(InputMissingError):
        read_les_reference(tmp_path / "absent.json")


def test_a_gzip_bomb_is_refused(tmp_path):
    path = tmp_path / "bombe.json.gz"
    path.write_bytes(gzip.compress(b" " * 200_000_001, compresslevel=1))
    with pytest.raises(InputFormatError, match="200 Mo"):
        read_les_reference(path)


_ANY = (
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20) | st.lists(st.integers(), max_size=2)
)


@settings(max_examples=80, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.fixed_dictionaries({}, optional=dict.fromkeys([*USUAL, "date_fin", "periode"], _ANY)), max_size=5))
def test_any_values_give_a_reference_or_an_error_for_the_user(tmp_path, rows):
    path = tmp_path / "referentiel.json"
    path.write_text(json.dumps(rows), encoding="utf-8")
    try:
        read = read_les_reference(path)
    except UserError:
        return
    assert all(finding.sentence() for finding in read.findings)
    assert all(read.verdict(*pair, MARCH) for pair in read.pairs)


@settings(max_examples=80, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.binary(max_size=300))
def test_any_bytes_raise_nothing_but_an_error_for_the_user(tmp_path, content):
    path = tmp_path / "referentiel.json"
    path.write_bytes(content)
    for reader in (read_les_reference, read_list_history):
        try:
            reader(path)
        except UserError as error:
            assert error.message  # noqa: PT017 - nothing else may be raised


def event(name: str | None, day: str | None, **written: object) -> dict[str, object]:
    return {"ucd_7": AVASTIN, "evenement": name, "date_effet": day, **written}


@pytest.mark.parametrize(
    ("events", "periods", "told"),
    [
        ([event("inscription", "2020-01-01")], [(date(2020, 1, 1), None)], []),
        ([event("radiation", "2021-03-01"), event("inscription", "2020-01-01")], [(date(2020, 1, 1), date(2021, 2, 28))], []),
        ([event("inscription", None, date_publication="2020-02-03")], [(date(2020, 2, 3), None)], []),
        ([event("radiation", "2021-03-01")], [(None, date(2021, 2, 28))], ["les_sans_inscription"]),
        ([event("tarif", "2021-03-01")], [(None, None)], ["les_evenement_sans_effet", "les_sans_inscription"]),
        (
            [event("inscription", "2020-01-01"), event("radiation partielle", "2020-02-01")],
            [(date(2020, 1, 1), None)], ["les_evenement_sans_effet"],
        ),
        (
            [event("inscription", "2020-01-01"), event("suspension", "2020-02-01")],
            [(date(2020, 1, 1), None)], ["les_evenement_a_voir"],
        ),
        (
            [event("inscription", "2020-01-01"), event("radiation", None)],
            [(date(2020, 1, 1), None)], ["les_evenement_sans_date"],
        ),
        (
            [event("inscription", "2020-01-01"), event("inscription", "2020-06-01"), event("radiation", "2021-01-01"),
             event("radiation", "2021-02-01"), event("inscription", "2022-01-01")],
            [(date(2020, 1, 1), date(2020, 12, 31)), (date(2022, 1, 1), None)], [],
        ),
    ],
)  # fmt: skip
def test_the_events_of_the_list_make_periods(tmp_path, events, periods, told):
    path = tmp_path / "liste.json"
    path.write_text(json.dumps(events), encoding="utf-8")
    read = read_list_history(path)
    assert read.periods == {AVASTIN: tuple(periods)}
    assert sorted(codes(read)) == told


def test_the_real_reference_is_read_and_its_defects_told(shared_data):
    read = read_les_reference(shared_data / "liste_en_sus" / "ucd_indication.json.gz")
    assert len({code for _, code in read.pairs} | read.any_drug) == 489
    assert read.any_drug == {"I999997", "I999998", "I999999"}
    told = {finding.code: finding.count for finding in read.findings}
    assert told["les_contradiction"] == 2
    assert told["les_ucd13"] == 2
    assert told["les_debut_inconnu"] == 9
    # Erbitux, partly delisted on 12 February 2025
    assert read.verdict("9260599", "I000105", (2025, 1)) is Verdict.LISTED
    assert read.verdict("9260599", "I000105", (2025, 3)) is Verdict.NOT_LISTED
    assert read.verdict("9260599", "I000672", (2025, 3)) is Verdict.ABSENT


def test_the_real_lists_give_periods(shared_data):
    drugs = read_list_history(shared_data / "liste_en_sus" / "ucd_en_sus.json.gz")
    assert drugs.periods["9001157"] == ((date(2021, 3, 1), date(2024, 3, 30)),)
    assert drugs.periods["9423788"] == ((date(2018, 1, 23), None),)
    assert len(drugs.periods) == 1_427
    devices = read_list_history(shared_data / "liste_en_sus" / "dmi_en_sus.json.gz")
    assert len(devices.periods) == 6_254
