from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from caqes_eval.campaign.receipts import OUTCOMES, Receipt, Receipts, one_line, standing
from caqes_eval.campaign.receipts_file import COLUMNS, read_receipts, receipts_path, write_receipts
from caqes_eval.foundation.errors import InputFormatError, InputMissingError, InputValueError

SHOWN = "received/essai/registre.csv"
A, B = "a" * 64, "b" * 64
HEADER = "recu_le;finess;formulaire;periode;etat;fichier;empreinte;note;par"
LINE = f"09/03/2026;2A0000014;mo_initiations;2025-S2;reçu;I999_aaaaaaaa.xlsx;{A};;Dr Martin"


def receipt(sha256: str = A, on: tuple[int, int] = (3, 9), outcome: str = "reçu", **other: str) -> Receipt:
    content = {
        "file": "I999_aaaaaaaa.xlsx", "sha256": sha256, "received_on": date(2026, *on), "finess": "2A0000014",
        "form": "mo_initiations", "period": "2025-S2", "outcome": outcome, "by": "Dr Martin",
    }  # fmt: skip
    return Receipt.model_validate(content | other)


def parse(tmp_path, *lines: str, header: str = HEADER, encoding: str = "utf-8-sig", end: str = "\n") -> Receipts:
    path = tmp_path / "registre.csv"
    path.write_bytes("".join(line + end for line in (header, *lines)).encode(encoding))
    return read_receipts(path, shown=SHOWN)


def replaced(**cells: str) -> str:
    return ";".join((dict(zip(HEADER.split(";"), LINE.split(";"), strict=True)) | cells).values())


def refused(tmp_path, *lines: str, kind=InputValueError, **form: str):
    with pytest.raises(kind) as caught:
        parse(tmp_path, *lines, **form)
    assert caught.value.message.startswith(SHOWN)
    return caught.value


TEXTS = st.text(max_size=60)
RECEIPTS = st.builds(
    # a file has one day of receipt, here that of its first digit
    lambda sha256, **other: receipt(sha256, (3, 1 + int(sha256[0], 16)), **other),
    sha256=st.from_regex(r"[0-9a-f]{64}", fullmatch=True) | st.sampled_from([A, B]),
    outcome=st.sampled_from(OUTCOMES),
    file=TEXTS.filter(lambda text: one_line(text) != ""),
    finess=st.sampled_from(["2A0000014", "990780017", "010000024"]),
    period=st.sampled_from(["2025", "2025-S1", "2025-S2"]),
    note=TEXTS | st.sampled_from(["=1+1", "'=1", "''@x", "-", ' "a;b" ', "a\r\nb", "\ufeffx", "é ;", "\x00\ud800"]),
    by=TEXTS,
)


@given(st.lists(RECEIPTS, max_size=6))
def test_what_is_written_is_read_back_equal(tmp_path_factory, lines):
    path = receipts_path(tmp_path_factory.mktemp("r"), "essai")
    receipts = Receipts(lines=tuple(lines))
    write_receipts(path, receipts)
    assert read_receipts(path, shown=SHOWN) == receipts


def test_the_file_is_the_one_documented(tmp_path):
    path = tmp_path / "registre.csv"
    write_receipts(path, Receipts(lines=(receipt(),)))
    assert path.read_bytes() == f"{HEADER}\n{LINE}\n".encode("utf-8-sig")
    assert list(COLUMNS.values()) == HEADER.split(";")


@pytest.mark.parametrize("note", ["=cmd|' /C calc'!A0", "+33 4", "-", "@SUM(A1)", "'=1", "''=1"])
def test_what_a_spreadsheet_would_run_is_neutralised(tmp_path, note):
    path = tmp_path / "registre.csv"
    write_receipts(path, Receipts(lines=(receipt(note=note, file=note, by=note),)))
    assert path.read_text(encoding="utf-8-sig").count(f"'{note}") == 3
    assert read_receipts(path, shown=SHOWN).lines[0].note == note


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-8", "cp1252"])
@pytest.mark.parametrize("end", ["\n", "\r\n", ";;\r\n", "\n;;;;;;;;\n"])
def test_every_way_excel_saves_reads_the_same(tmp_path, encoding, end):
    assert parse(tmp_path, LINE, encoding=encoding, end=end).lines == (receipt(),)


def test_columns_move_and_a_corrected_date_and_note_are_taken(tmp_path):
    header = ";".join(reversed(HEADER.split(";"))).upper()
    line = ";".join(reversed(replaced(recu_le="2026-03-12", note=" date du courrier ", etat="REÇU").split(";")))
    assert parse(tmp_path, line, header=header).lines == (receipt(on=(3, 12), note="date du courrier"),)


@pytest.mark.parametrize(
    ("cells", "column", "said"),
    [
        ({"recu_le": "31/02/2026"}, "recu_le", "JJ/MM/AAAA"),
        ({"recu_le": "09/03/26"}, "recu_le", "JJ/MM/AAAA"),
        ({"recu_le": ""}, "recu_le", "JJ/MM/AAAA"),
        ({"finess": "2A0000015"}, "finess", "Clé fausse"),
        ({"formulaire": "MO initiations"}, "formulaire", "code de formulaire"),
        ({"periode": "2025-S3"}, "periode", "2025-S1"),
        ({"periode": "S2 2025"}, "periode", "2025-S1"),
        ({"etat": "recu"}, "etat", "reçu, incomplet, refusé, validé, remplacé"),
        ({"fichier": ""}, "fichier", "vide"),
        ({"empreinte": "1,2E+10"}, "empreinte", "64"),
        ({"note": "x" * 1001}, "note", "1000"),
    ],
)
def test_a_damaged_cell_is_told_with_its_place(tmp_path, cells, column, said):
    (finding,) = refused(tmp_path, LINE, replaced(**cells)).findings
    assert (finding.line, finding.column, finding.value) == (3, column, next(iter(cells.values())) or None)
    assert said in finding.message


def test_an_eight_digit_finess_is_proposed_never_repaired(tmp_path):
    # Excel drops the zero of 010000024; « 10000024 » may also be a short form of the 10 : two numbers, none chosen
    (finding,) = refused(tmp_path, replaced(finess="10000024")).findings
    assert finding.proposal is None
    assert "010000024" in (finding.expected or "")


def test_every_fault_is_told_at_once(tmp_path):
    error = refused(tmp_path, replaced(etat="perdu", periode="2025-S9"), "1;2", replaced(recu_le="hier"))
    assert [(finding.line, finding.column) for finding in error.findings] == [
        (2, "periode"), (2, "etat"), (3, None), (4, "recu_le"),
    ]  # fmt: skip


def test_one_file_has_one_day_of_receipt(tmp_path):
    (finding,) = refused(tmp_path, LINE, replaced(etat="validé", recu_le="10/03/2026")).findings
    assert (finding.line, finding.column, finding.value) == (3, "recu_le", "10/03/2026")
    assert "la ligne 2 date le même fichier du 09/03/2026" in finding.message
    # the same content may be the answer of another hospital, another day
    assert len(parse(tmp_path, LINE, replaced(finess="990780017", recu_le="10/03/2026")).lines) == 2


@pytest.mark.parametrize(
    ("header", "column", "said"),
    [
        (HEADER + ";avis", "avis", "n’existe pas"),
        (HEADER + ";note", "note", "deux fois"),
        (HEADER.replace(";par", ""), "par", "manque"),
        (HEADER.replace("empreinte", "emprunte"), "emprunte", "n’existe pas"),
    ],
)
def test_unknown_double_and_missing_columns_are_refused(tmp_path, header, column, said):
    findings = refused(tmp_path, header=header, kind=InputFormatError).findings
    assert (findings[0].column, findings[0].line) == (column, 1)
    assert said in findings[0].message


@pytest.mark.parametrize("content", [b"", b"\n\n", b"PK\x03\x04", b"a;\0", HEADER.replace(";", ",").encode(), b'"a;b'])
def test_what_is_no_register_is_refused(tmp_path, content):
    path = tmp_path / "registre.csv"
    path.write_bytes(content)
    with pytest.raises(InputFormatError):
        read_receipts(path, shown=SHOWN)


def test_an_absent_register_is_told(tmp_path):
    with pytest.raises(InputMissingError):
        read_receipts(tmp_path / "registre.csv", shown=SHOWN)


def test_history_is_by_day_then_as_recorded_and_nothing_is_lost():
    late, first, judged = receipt(B, (3, 12)), receipt(A, (3, 9)), receipt(A, (3, 9), "incomplet")
    receipts = Receipts(lines=(late, first)).added(judged)
    assert receipts.lines == (late, first, judged)
    assert receipts.history("2A0000014", "mo_initiations", "2025-S2") == (first, judged, late)
    assert receipts.history("2A0000014", "mo_initiations", "2025-S1") == ()
    assert receipts.of_file(A) == (first, judged)


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        ([], None),
        ([(A, 9, "reçu")], (A, "reçu")),
        ([(A, 9, "reçu"), (A, 9, "incomplet")], (A, "incomplet")),
        ([(A, 9, "reçu"), (A, 9, "remplacé"), (B, 12, "reçu")], (B, "reçu")),
        # judging the first file again does not make it count again
        ([(A, 9, "reçu"), (B, 12, "reçu"), (A, 9, "refusé")], (B, "reçu")),
        ([(A, 9, "reçu"), (B, 12, "reçu"), (B, 12, "remplacé")], (A, "reçu")),
        ([(A, 9, "reçu"), (A, 9, "remplacé")], None),
        ([(A, 12, "reçu"), (B, 9, "reçu")], (A, "reçu")),
    ],
)
def test_the_receipt_that_counts(lines, expected):
    receipts = Receipts(lines=tuple(receipt(sha, (3, day), outcome) for sha, day, outcome in lines))
    counts = standing(receipts.history("2A0000014", "mo_initiations", "2025-S2"))
    assert (counts and (counts.sha256, counts.outcome)) == expected


def test_a_receipt_keeps_to_one_line_and_refuses_what_it_does_not_know():
    assert receipt(note=" a\n\tb\x1b[31m\u202e ").note == "a b [31m"
    for wrong in (
        {"finess": "123456789"},
        {"period": "2025-T1"},
        {"outcome": "perdu"},
        {"unknown": "x"},
        {"file": " "},
    ):
        with pytest.raises(ValidationError):
            receipt(**wrong)
