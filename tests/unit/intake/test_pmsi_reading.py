"""A fixed-width file becomes a typed table, by the layout of its year, with everything wrong told at once."""

from datetime import date
from decimal import Decimal

import pyarrow as pa
import pytest
from pmsi_files import AVASTIN_13, HOSPITAL, OTHER_HOSPITAL, SITE, line, write

from caqes_eval.foundation.errors import InputFormatError, InputMissingError
from caqes_eval.foundation.findings import Severity
from caqes_eval.intake.pmsi import lines as blocks
from caqes_eval.intake.pmsi import read_pmsi
from caqes_eval.intake.pmsi.names import read_name


def codes(read) -> list[str]:
    return [finding.code for finding in read.findings if finding.severity is not Severity.INFO]


def found(read, code):
    return next(finding for finding in read.findings if finding.code == code)


def test_a_line_written_by_hand_is_read_where_the_format_says(tmp_path):
    #       FINESS   ty NAS (20)             JJMMAAAA UCD (15)         7+3        7+3       v LES
    text = "99000001006SEJOUR00000000000001241220253400892611044  000000025000000812342I000672"
    assert len(text) == 82
    read = read_pmsi(write(tmp_path, "990000010.2025.12.med.txt", [text]), hospital={HOSPITAL})
    assert codes(read) == []
    assert read.table.to_pylist() == [
        {
            "line": 1, "finess": HOSPITAL, "service": "06", "administered": date(2025, 12, 24), "ucd": "9261104",
            "quantity": Decimal("0.250"), "amount": Decimal("81.234"), "indication": "I000672",
        }
    ]  # fmt: skip
    assert read.lines == 1


def test_an_output_of_2025_written_by_hand(tmp_path):
    text = (
        "9900000102A0000014062025110000000042        0000033400892611044"
        "00000045000000900000102025000220I999999"
    )  # fmt: skip
    assert len(text) == 102
    read = read_pmsi(write(tmp_path, "990000010.2025.11.med", [text]), hospital={HOSPITAL})
    assert codes(read) == []
    assert read.table.to_pylist() == [
        {
            "line": 1, "finess": HOSPITAL, "finess_geo": SITE, "service": "06", "discharged": date(2025, 11, 1),
            "stays": 3, "ucd": "9261104", "quantity": Decimal("4.500"), "amount": Decimal("900.000"),
            "administered": date(2025, 10, 1), "delay": 2, "indication": "I999999",
        }
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("family", "suffix", "year", "length"),
    [
        ("fichcomp_med", "med.txt", 2017, 75), ("fichcomp_med", "med.txt", 2017, 105),
        ("fichcomp_med", "med.txt", 2018, 82), ("fichcomp_med", "med.txt", 2018, 105),
        ("fichcomp_med", "med.txt", 2014, 75), ("fichcomp_med", "med.txt", 2015, 75),
        ("fichcomp_dmi", "dmi.txt", 2011, 92), ("fichcomp_dmi", "dmi.txt", 2026, 92),
        ("rsa_med", "med", 2014, 73), ("rsa_med", "med", 2015, 78), ("rsa_med", "med", 2016, 78),
        ("rsa_med", "med", 2017, 87), ("rsa_med", "med", 2018, 94), ("rsa_med", "med", 2019, 94),
        ("rsa_med", "med", 2020, 102), ("rsa_med", "medatu", 2026, 102), ("rsa_med", "medthrombo", 2026, 102),
        ("rsa_dmi", "dmip", 2016, 66), ("rsa_dmi", "dmip", 2017, 75), ("rsa_dmi", "dmip", 2026, 75),
        ("had_med", "med", 2014, 106), ("had_med", "med", 2015, 106), ("had_med", "med", 2022, 106),
        ("had_med", "med", 2022, 81), ("had_med", "med", 2023, 120), ("had_med", "med", 2026, 120),
        ("smr_med", "med", 2014, 66), ("smr_med", "med", 2015, 96), ("smr_med", "med", 2026, 71),
        ("rsf_h", "rsf", 2021, 119), ("rsf_h", "rsf", 2022, 128), ("rsf_p", "rsf", 2021, 119), ("rsf_p", "rsf", 2026, 128),
    ],
)  # fmt: skip
@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_each_layout_is_chosen_by_the_year_of_the_name_and_the_length_of_the_lines(
    tmp_path, family, suffix, year, length, end
):
    day = {"DTDISP": f"1503{year}", "DTPOSE": f"1503{year}", "DTENT": f"1503{year}", "ANNEE+MOIS": f"{year}03"}
    months = {"MOISADMIN+ANADMIN": f"03{year}", "MOISPOSE+ANPOSE": f"03{year}"}
    text = line(family, year, length, **day, **months)
    path = write(tmp_path, f"{HOSPITAL}.{year}.3.{suffix}", [text, text], end=end)
    read = read_pmsi(path, hospital={HOSPITAL}, rsf_unit=Decimal("0.01"), family=family if family == "rsf_p" else None)
    assert codes(read) == []
    assert (read.layout.family, read.layout.used_in(year), len(read.table)) == (family, True, 2)
    row = read.table.to_pylist()[1]
    assert row["line"] == 2
    assert row["finess"] == HOSPITAL
    device = family.endswith(("dmi", "_p"))
    assert row["lpp" if device else "ucd"] == ("8178447" if device else "9261104")
    quantity = {"rsf_h": "3", "rsf_p": "3"}.get(family, "2" if device else "1.5")
    assert row["quantity"] == Decimal(quantity)
    assert row["amount"] == Decimal("123.45" if family.startswith("rsf") else "123.456")
    if "indication" in row:
        assert row["indication"] == "I999999"
    assert str(year) in found(read, "pmsi_trace").message
    assert str(length) in found(read, "pmsi_trace").message


@pytest.mark.parametrize(
    ("name", "year", "length", "wanted"),
    [
        ("2017.3.med", 2018, 94, "pmsi_autre_trace"),
        ("2020.3.med", 2018, 94, "pmsi_autre_trace"),
        ("2018.3.med", 2020, 102, "pmsi_autre_trace"),
        ("2017.3.med.txt", 2018, 82, "pmsi_autre_trace"),
        ("2020.3.med", 2020, 101, "pmsi_longueur"),
        ("2027.1.med", 2020, 102, "pmsi_annee_inconnue"),
        ("2010.1.med", 2011, 73, "pmsi_annee_inconnue"),
        ("2025.1.txt", 2020, 102, "pmsi_nom"),
    ],
)
def test_a_name_and_lines_that_disagree_are_told_and_nothing_is_read(tmp_path, name, year, length, wanted):
    family = "fichcomp_med" if name.endswith("med.txt") else "rsa_med"
    text = line(family, year).ljust(length)[:length]
    read = read_pmsi(write(tmp_path, f"{HOSPITAL}.{name}", [text] * 3))
    assert codes(read) == [wanted]
    assert read.refused
    assert read.table is None
    assert read.lines == 0


def test_the_year_and_the_family_may_be_given_when_the_name_does_not_say_them(tmp_path):
    path = write(tmp_path, "FICHCOMP MED PHARMACIE.txt", [line("fichcomp_med", 2025, 82)])
    assert codes(read_pmsi(path)) == ["pmsi_nom"]
    assert codes(read_pmsi(path, family="fichcomp_med")) == []  # 82 characters: since 2018 only
    assert len(read_pmsi(path, family="fichcomp_med", year=2025).table) == 1
    short = write(tmp_path, "ancien.med.txt", [line("fichcomp_med", 2017, 75)])
    assert codes(read_pmsi(short)) == ["pmsi_annee"]


@pytest.mark.parametrize(
    ("name", "wanted"),
    [
        ("990000010.2025.9.med", ("990000010", 2025, 9, "med")),
        ("990000010.2025.09.med", ("990000010", 2025, 9, "med")),
        ("2A0000014.2025.12.MED.TXT", ("2A0000014", 2025, 12, "med.txt")),
        ("990000010.2025.12.dmip", ("990000010", 2025, 12, "dmip")),
        ("990000010.2025.12.dmi.txt", ("990000010", 2025, 12, "dmi.txt")),
        ("990000010.2025.13.med", (None, None, None, "med")),
        ("mes médicaments.med", (None, None, None, "med")),
        ("990000010.2025.12.csv", ("990000010", 2025, 12, "")),
    ],
)
def test_the_name_is_read_as_genrsa_and_druides_write_it(name, wanted):
    read = read_name(name)
    assert (read.finess, read.year, read.month, read.suffix) == wanted


@pytest.mark.parametrize(
    ("field", "text", "code", "kept"),
    [
        ("NOFINESS", "990000011", "pmsi_finess", False),
        ("NOFINESS", OTHER_HOSPITAL, "pmsi_autre_hopital", False),
        ("TYPEPREST", "02", "pmsi_prestation", True),
        ("DTDISP", "31022025", "pmsi_date", False),
        ("DTDISP", "20250315", "pmsi_date", False),
        ("DTDISP", "15/03/25", "pmsi_date", False),
        ("CDUCD", "3400892611045", "pmsi_ucd", True),
        ("CDUCD", "3400935955838", "pmsi_ucd", True),
        ("CDUCD", "34008 9261104 4", "pmsi_ucd", True),
        ("NBADM", "       1,5", "pmsi_nombre", False),
        ("NBADM", " " * 10, "pmsi_nombre_vide", True),
        ("PRIX", "12 3456789", "pmsi_nombre", False),
        ("INDICATION", "I999", "pmsi_indication", True),
        ("INDICATION", "i999999", "pmsi_indication", True),
        ("INDICATION", "9999999", "pmsi_indication", True),
    ],
)
def test_each_kind_of_fault_is_told_once_with_its_first_line_and_how_many(tmp_path, field, text, code, kept):
    good, bad = line("fichcomp_med", 2025, 82), line("fichcomp_med", 2025, 82, **{field: text})
    path = write(tmp_path, f"{HOSPITAL}.2025.3.med.txt", [good, bad, good, bad])
    read = read_pmsi(path, hospital={HOSPITAL}, shown="recu/lot.med.txt")
    assert codes(read) == [code]
    finding = found(read, code)
    assert (finding.line, finding.count, finding.file) == (2, 2, "recu/lot.med.txt")
    assert field in finding.column
    assert finding.message
    assert finding.why
    assert finding.remedy
    assert finding.expected
    assert read.table["line"].to_pylist() == ([1, 2, 3, 4] if kept else [1, 3])
    assert (finding.severity is Severity.BLOCKING) == (not kept)


def test_a_short_form_of_a_special_code_is_proposed_and_not_taken(tmp_path):
    path = write(tmp_path, f"{HOSPITAL}.2025.3.med.txt", [line("fichcomp_med", 2025, 82, INDICATION="I999")])
    read = read_pmsi(path)
    assert found(read, "pmsi_indication").proposal == "I999999"
    assert read.table["indication"].to_pylist() == [None]


@pytest.mark.parametrize(
    ("text", "value"),
    [("0000001500", "1.5"), ("      1500", "1.5"), ("1500      ", "1.5"), ("-000001500", "-1.5"), ("     -1500", "-1.5"),
     ("9999999999", "9999999.999"), ("0000000001", "0.001"), ("0000000000", "0")],
)  # fmt: skip
def test_implied_decimals_are_exact(tmp_path, text, value):
    written = line("fichcomp_med", 2025, 82).replace("0000001500", text)
    read = read_pmsi(write(tmp_path, f"{HOSPITAL}.2025.3.med.txt", [written]))
    assert read.table["quantity"].to_pylist() == [Decimal(value)]


@pytest.mark.parametrize("ucd", [AVASTIN_13, "9261104", "0000009261104", "000000009261104", "00" + AVASTIN_13])
def test_a_ucd_of_7_or_13_digits_is_the_same_drug(tmp_path, ucd):
    read = read_pmsi(write(tmp_path, f"{HOSPITAL}.2025.3.med.txt", [line("fichcomp_med", 2025, 82, CDUCD=ucd)]))
    assert read.table["ucd"].to_pylist() == ["9261104"]
    assert codes(read) == []


@pytest.mark.parametrize("ucd", ["", "0" * 13])
def test_an_empty_ucd_is_no_fault_of_the_reading(tmp_path, ucd):
    read = read_pmsi(write(tmp_path, f"{HOSPITAL}.2025.3.med.txt", [line("fichcomp_med", 2025, 82, CDUCD=ucd)]))
    assert (read.table["ucd"].to_pylist(), codes(read)) == ([None], [])


@pytest.mark.parametrize("stays", ["000000", "      "])
def test_no_stay_cannot_divide(tmp_path, stays):
    read = read_pmsi(write(tmp_path, f"{HOSPITAL}.2025.3.med", [line("rsa_med", 2025, NBSEJ=stays)]))
    assert codes(read) == ["pmsi_sejours"]
    assert len(read.table) == 0


def test_a_month_of_another_year_than_the_name(tmp_path):
    path = write(tmp_path, f"{HOSPITAL}.2025.3.med", [line("rsa_med", 2025, **{"ANNEE+MOIS": "202403"})])
    read = read_pmsi(path)
    assert codes(read) == ["pmsi_autre_annee"]
    assert read.table["discharged"].to_pylist() == [date(2024, 3, 1)]


def test_the_name_of_another_hospital_is_told(tmp_path):
    path = write(tmp_path, f"{OTHER_HOSPITAL}.2025.3.med", [line("rsa_med", 2025)])
    assert codes(read_pmsi(path, hospital={HOSPITAL, SITE})) == ["pmsi_nom_autre_hopital"]


def test_short_long_empty_and_cut_lines(tmp_path):
    good = line("rsa_med", 2025)
    path = write(tmp_path, f"{HOSPITAL}.2025.3.med", [good, good[:60], good + "X", "", good, good[:50]], last=False)
    read = read_pmsi(path)
    assert [(f.code, f.line) for f in read.findings if f.code.startswith(("pmsi_ligne", "pmsi_fin"))] == [
        ("pmsi_ligne_courte", 2), ("pmsi_ligne_longue", 3), ("pmsi_ligne_vide", 4), ("pmsi_fin_coupee", 6),
    ]  # fmt: skip
    assert read.table["line"].to_pylist() == [1, 5]
    assert read.lines == 5


def test_a_whole_last_line_without_end_is_read(tmp_path):
    good = line("rsa_med", 2025)
    read = read_pmsi(write(tmp_path, f"{HOSPITAL}.2025.3.med", [good, good], last=False))
    assert (codes(read), len(read.table)) == ([], 2)


def test_lines_whose_last_blanks_were_cut_are_read_and_told(tmp_path):
    full, cut = line("fichcomp_med", 2025, 82), line("fichcomp_med", 2025, 75)
    read = read_pmsi(write(tmp_path, f"{HOSPITAL}.2025.3.med.txt", [full, cut, cut]))
    assert codes(read) == ["pmsi_ligne_rognee"]
    assert (found(read, "pmsi_ligne_rognee").line, found(read, "pmsi_ligne_rognee").count) == (2, 2)
    assert read.table["indication"].to_pylist() == ["I999999", None, None]


@pytest.mark.parametrize("content", [b"", b"\n", b"\r\n\r\n", b"\xef\xbb\xbf"])
def test_an_empty_file_is_neither_an_error_nor_a_zero(tmp_path, content):
    path = tmp_path / f"{HOSPITAL}.2025.3.med"
    path.write_bytes(content)
    read = read_pmsi(path)
    assert codes(read) == ["pmsi_vide"]
    assert read.table is None


def test_a_mark_of_a_text_editor_is_told_and_costs_nothing(tmp_path):
    path = tmp_path / f"{HOSPITAL}.2025.3.med"
    path.write_bytes(b"\xef\xbb\xbf" + line("rsa_med", 2025).encode() + b"\n")
    read = read_pmsi(path)
    assert (codes(read), len(read.table)) == (["pmsi_bom"], 1)


@pytest.mark.parametrize(
    "content", [b"PK\x03\x04zip", b"\x1f\x8bgz", b"\0" * 200, "ÿþ".encode("utf-16"), b"A" * (3 * (1 << 20))],
    ids=["zip", "gzip", "nul", "utf-16", "endless line"],
)  # fmt: skip
def test_what_is_no_text_of_lines_is_refused(tmp_path, content):
    path = tmp_path / f"{HOSPITAL}.2025.3.med"
    path.write_bytes(content)
    with pytest.raises(InputFormatError):
        read_pmsi(path)


def test_an_absent_file_and_a_folder(tmp_path):
    for path in (tmp_path / "rien.med", tmp_path):
        with pytest.raises(InputMissingError):
            read_pmsi(path)


def test_lines_keep_their_numbers_and_codes_from_one_block_to_the_next(tmp_path, monkeypatch):
    monkeypatch.setattr(blocks, "BLOCK", 1000)
    texts = [line("rsa_med", 2025, NBADM=str(1000 * n), CDUCD=("9261104", "9261110")[n % 2]) for n in range(1, 101)]
    texts[56] = line("rsa_med", 2025, CDUCD="9261105")
    read = read_pmsi(write(tmp_path, f"{HOSPITAL}.2025.3.med", texts))
    assert read.table["line"].to_pylist() == list(range(1, 101))
    assert read.table["quantity"].to_pylist()[98] == Decimal(99)
    assert read.table["ucd"].to_pylist()[54:59] == ["9261110", "9261104", None, "9261104", "9261110"]
    assert (found(read, "pmsi_ucd").line, found(read, "pmsi_ucd").count) == (57, 1)


def test_an_rsf_gives_its_medicines_or_its_devices_and_leaves_the_rest(tmp_path):
    texts = [
        "A" + "9" * 309, line("rsf_h", 2025), line("rsf_p", 2025), line("rsf_h", 2025), "M" + " " * 136, "Z" + " " * 127,
    ]  # fmt: skip
    path = write(tmp_path, f"{HOSPITAL}.2025.3.rsf", texts)
    medicines = read_pmsi(path, rsf_unit=Decimal("0.01"))
    devices = read_pmsi(path, rsf_unit=Decimal("0.01"), family="rsf_p")
    assert medicines.table["line"].to_pylist() == [2, 4]
    assert devices.table["line"].to_pylist() == [3]
    assert codes(medicines) == codes(devices) == ["pmsi_enregistrement"]
    assert found(medicines, "pmsi_autres_enregistrements").count == 3
    row = medicines.table.to_pylist()[0]
    assert (row["entered"], row["fraction"], row["amount"]) == (date(2025, 3, 15), Decimal(10000), Decimal("123.45"))


def test_without_its_scale_no_amount_of_an_rsf_is_read(tmp_path):
    read = read_pmsi(write(tmp_path, f"{HOSPITAL}.2025.3.rsf", [line("rsf_h", 2025)]))
    assert codes(read) == ["pmsi_rsf_echelle"]
    assert "rsf_scale.yml" in found(read, "pmsi_rsf_echelle").remedy
    assert read.table["amount"].to_pylist() == [None]
    assert read.table["quantity"].to_pylist() == [Decimal(3)]


def test_types_are_exact_and_small(tmp_path):
    table = read_pmsi(write(tmp_path, f"{HOSPITAL}.2025.3.med", [line("rsa_med", 2025)])).table
    assert table.schema.field("quantity").type == pa.decimal128(18, 3)
    assert table.schema.field("amount").type == pa.decimal128(18, 3)
    assert table.schema.field("administered").type == pa.date32()
    assert table.schema.field("ucd").type == pa.dictionary(pa.int32(), pa.string())
