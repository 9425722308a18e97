from datetime import date

import pytest
from region_content import SMALL, region_of

from caqes_eval.campaign.region import Limits, Targeting, parse_targeting, read_targeting
from caqes_eval.foundation.errors import InputMissingError, ParameterFileError

HEADER = "finess;indicateur;du;au;arrete\n"
LARGE = Limits(national=8, regional=7, total=15)
AJACCIO, BOURG = "2A0000014", "010000024"
ROWS = f"{AJACCIO};mo;01/07/2022;31/12/2023;nord-2022\n{AJACCIO};ipp;01/01/2023;;nord-2022\n{BOURG};mo;2022-07-01;;nord-2022\n"


def parse(rows: str, limits: Limits = LARGE, header: str = HEADER) -> Targeting:
    return parse_targeting(header + rows, region_of(), limits, shown_name="petite.csv")


def refused(rows: str, limits: Limits = LARGE, header: str = HEADER) -> ParameterFileError:
    with pytest.raises(ParameterFileError) as caught:
        parse(rows, limits, header)
    return caught.value


@pytest.mark.parametrize(
    ("finess", "indicator", "when", "targeted"),
    [
        (AJACCIO, "mo", date(2022, 6, 30), False),
        (AJACCIO, "mo", date(2022, 7, 1), True),
        (AJACCIO, "mo", date(2023, 12, 31), True),
        (AJACCIO, "mo", date(2024, 1, 1), False),
        (AJACCIO, "ipp", date(2022, 12, 31), False),
        (AJACCIO, "ipp", date(2099, 1, 1), True),
        (BOURG, "ipp", date(2023, 1, 1), False),
        (BOURG, "mo", date(2022, 7, 1), True),
        ("2A0000287", "mo", date(2022, 7, 1), False),
    ],
)
def test_targeted_from_the_first_day_to_the_last(finess, indicator, when, targeted):
    assert parse(ROWS).targeted(finess, indicator, when) is targeted


def test_indicators_of_a_hospital_and_hospitals_of_an_indicator():
    targeting = parse(ROWS)
    assert targeting.indicators_of(AJACCIO, date(2023, 6, 1)) == ("mo", "ipp")
    assert targeting.indicators_of(AJACCIO, date(2024, 6, 1)) == ("ipp",)
    assert targeting.indicators_of("2A0000287", date(2023, 6, 1)) == ()
    assert targeting.hospitals_of("mo", date(2023, 6, 1)) == (AJACCIO, BOURG)
    assert targeting.hospitals_of("mo", date(2024, 6, 1)) == (BOURG,)


def test_columns_in_any_order_blank_rows_and_line_numbers():
    targeting = parse(f";;;;\n\n;{AJACCIO};mo;01/07/2022;nord-2022\n", header="au;finess;indicateur;du;arrete\n")
    assert [(row.finess, row.until, row.line) for row in targeting.rows] == [(AJACCIO, None, 4)]


def test_a_file_without_rows_targets_nobody():
    assert parse("").rows == ()


@pytest.mark.parametrize(
    ("row", "column", "value", "told"),
    [
        (f"{AJACCIO};moo;01/07/2022;;nord-2022", "indicateur", "moo", "« mo »"),
        (f"{AJACCIO};;01/07/2022;;nord-2022", "indicateur", "", "noms connus : mo, pc, ipp"),
        (f"{AJACCIO};mo;01/07/2022;;nord-2023", "arrete", "nord-2023", "« nord-2022 »"),
        ("2A0000015;mo;01/07/2022;;nord-2022", "finess", "2A0000015", "doit finir par 4"),
        ("10000024;mo;01/07/2022;;nord-2022", "finess", "10000024", "propositions : 010000024"),
        (f"{AJACCIO};mo;;;nord-2022", "du", "", "premier jour"),
        (f"{AJACCIO};mo;01/07/22;;nord-2022", "du", "01/07/22", "JJ/MM/AAAA"),
        (f"{AJACCIO};mo;31/06/2022;;nord-2022", "du", "31/06/2022", "JJ/MM/AAAA"),
        (f"{AJACCIO};mo;01/07/２０２２;;nord-2022", "du", "01/07/２０２２", "JJ/MM/AAAA"),
        (f"{AJACCIO};mo;01/07/2022;fin 2023;nord-2022", "au", "fin 2023", "laissez vide"),
        (f"{AJACCIO};mo;01/07/2022;30/06/2022;nord-2022", "au", "30/06/2022", "précède le premier (01/07/2022)"),
    ],
)
def test_a_wrong_cell_is_told_with_line_column_and_value(row, column, value, told):
    (finding,) = refused(f"{BOURG};mo;01/07/2022;;nord-2022\n{row}\n").findings
    assert (finding.file, finding.line, finding.column, finding.value) == ("petite.csv", 3, column, value)
    assert told in f"{finding.message} {finding.remedy}"


def test_a_single_day_is_a_period():
    assert parse(f"{AJACCIO};mo;01/07/2022;01/07/2022;nord-2022\n").targeted(AJACCIO, "mo", date(2022, 7, 1))


def test_every_fault_is_told_at_once():
    error = refused(
        f"{AJACCIO};moo;01/07/2022;;nord-2023\n"  # two faults
        f"{BOURG};mo;01/07/2022;;nord-2022\n"
        "10000024;mo;demain;;nord-2022\n"  # two faults
        f"{BOURG};mo;01/01/2023;;nord-2022\n"  # an overlap
        f"{AJACCIO};mo;01/07/2022;nord-2022\n"  # four cells
    )
    assert str(error) == "petite.csv : 6 erreurs."
    assert error.findings[-1].message == "4 cellules alors que l’en-tête en a 5."
    assert [(finding.line, finding.column) for finding in error.findings] == [
        (2, "indicateur"), (2, "arrete"), (4, "finess"), (4, "du"), (5, "du"), (6, None),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("later", "overlaps"),
    [
        (f"{AJACCIO};mo;31/12/2023;;nord-2022", True),
        (f"{AJACCIO};mo;01/01/2024;;nord-2022", False),
        (f"{AJACCIO};mo;01/01/2022;30/06/2022;nord-2022", False),
        (f"{AJACCIO};mo;01/01/2022;01/07/2022;nord-2022", True),
        (f"{AJACCIO};ipp;31/12/2023;;nord-2022", False),
        (f"{BOURG};mo;31/12/2023;;nord-2022", False),
    ],
)
def test_two_rows_do_not_share_a_day(later, overlaps):
    rows = f"{AJACCIO};mo;01/07/2022;31/12/2023;nord-2022\n{later}\n"
    if overlaps:
        (finding,) = refused(rows).findings
        assert "est déjà ciblé" in finding.message
    else:
        assert len(parse(rows).rows) == 2


def test_a_long_row_overlaps_all_those_that_stand_inside_it():
    rows = (
        f"{AJACCIO};mo;01/07/2022;31/12/2024;nord-2022\n"
        f"{AJACCIO};mo;01/01/2023;31/01/2023;nord-2022\n"
        f"{AJACCIO};mo;01/01/2024;31/01/2024;nord-2022\n"
        f"{AJACCIO};mo;01/01/2025;;nord-2022\n"
    )
    assert [(finding.line, "ligne 2" in finding.message) for finding in refused(rows).findings] == [
        (3, True),
        (4, True),
    ]


THREE = f"{AJACCIO};mo;01/07/2022;;nord-2022\n{AJACCIO};pc;01/01/2024;;nord-2022\n{AJACCIO};ipp;01/07/2022;;nord-2022\n"


@pytest.mark.parametrize(
    ("limits", "told"),
    [
        (Limits(national=1, regional=2, total=3), []),
        (Limits(national=1, regional=2, total=2), [(3, "3 indicateurs en tout au 01/01/2024, 2 au plus")]),
        (Limits(national=1, regional=1, total=3), [(3, "2 indicateurs régionaux au 01/01/2024, 1 au plus")]),
        (Limits(national=0, regional=2, total=3), [(4, "nationaux au 01/07/2022, 0 au plus")]),
    ],
)
def test_a_hospital_has_no_more_indicators_than_allowed_on_any_day(limits, told):
    if not told:
        assert len(parse(THREE, limits).rows) == 3
        return
    findings = refused(THREE, limits).findings
    assert [finding.line for finding in findings] == [line for line, _ in told]
    assert told[0][1] in findings[0].message


def test_too_many_indicators_are_told_once_at_the_last_row_of_the_first_day():
    (finding,) = refused(THREE, Limits(national=1, regional=2, total=1)).findings
    assert (finding.line, finding.value) == (4, "ipp")
    assert "2 indicateurs en tout au 01/07/2022, 1 au plus" in finding.message


def test_the_limit_is_for_a_day_and_for_a_hospital():
    one = Limits(national=1, regional=1, total=1)
    one_after_the_other = f"{AJACCIO};mo;01/07/2022;31/12/2023;nord-2022\n{AJACCIO};pc;01/01/2024;;nord-2022\n"
    assert len(parse(one_after_the_other + f"{BOURG};ipp;01/07/2022;;nord-2022\n", one).rows) == 3
    (finding,) = refused(
        one_after_the_other.replace("31/12/2023", "01/01/2024"), Limits(national=1, regional=1, total=2)
    ).findings
    assert (finding.line, finding.value) == (3, "pc")


@pytest.mark.parametrize(
    ("header", "columns"),
    [
        ("finess;indicateurs;du;au;arrete\n", ["indicateurs", "indicateur"]),
        ("finess;indicateur;du;au\n", ["arrete"]),
        ("finess;indicateur;du;au;arrete;du\n", ["du"]),
        ("", ["finess", "indicateur", "du", "au", "arrete"]),
    ],
)
def test_a_wrong_header_is_refused(header, columns):
    error = refused("", header=header)
    assert [finding.column for finding in error.findings] == columns


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("finess,indicateur,du,au,arrete\n", "virgules"),
        (HEADER + f'{AJACCIO};"mo;01/07/2022;;nord-2022\n', "guillemet"),
    ],
)
def test_a_file_of_another_layout_is_refused(text, told):
    with pytest.raises(ParameterFileError, match=told):
        parse_targeting(text, region_of(), LARGE, shown_name="petite.csv")


@pytest.mark.parametrize("mark", [b"\xef\xbb\xbf", b""])
def test_a_file_is_read_with_or_without_its_byte_order_mark(tmp_path, mark):
    path = tmp_path / "petite.csv"
    path.write_bytes(mark + (HEADER + ROWS).replace("\n", "\r\n").encode())
    assert read_targeting(path, region_of(SMALL), LARGE) == parse(ROWS)


def test_a_file_of_another_encoding_or_absent_is_refused(tmp_path):
    path = tmp_path / "petite.csv"
    path.write_bytes((HEADER + "é").encode("cp1252"))
    with pytest.raises(ParameterFileError, match="UTF-8"):
        read_targeting(path, region_of(), LARGE)
    with pytest.raises(InputMissingError, match="introuvable"):
        read_targeting(tmp_path / "absent.csv", region_of(), LARGE)
