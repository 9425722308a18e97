"""No number of a patient, of a stay or of an invoice leaves the reader, even from lines that are shifted or damaged."""

import json
from decimal import Decimal

import pyarrow as pa
import pytest
from pmsi_files import HOSPITAL, NIR, NIR_KEY, OTHER_HOSPITAL, STAY, line, write
from pyarrow import csv, parquet

from caqes_eval.intake.pmsi import read_pmsi
from caqes_eval.intake.pmsi.faults import quoted

STAY_KEY, ENTRY, INVOICE = "7418529630", "ENTREE777", "FACTURE88"
PLANTED = (STAY, NIR, f"{NIR}{NIR_KEY}", STAY_KEY, ENTRY, INVOICE)


def everything(read, folder) -> str:
    """All that a reading gives or that can be written from it, as one text."""
    parts = [repr(read), json.dumps([finding.as_record() for finding in read.findings], ensure_ascii=False)]
    parts += [finding.sentence() for finding in read.findings]
    if read.table is not None:
        parquet.write_table(read.table, folder / "out.parquet", compression="none", use_dictionary=False)
        decoded = read.table.cast(_plain(read.table.schema))
        csv.write_csv(decoded, folder / "out.csv")
        parts += [str(read.table.to_pylist()), (folder / "out.parquet").read_bytes().decode("latin-1")]
        parts += [(folder / "out.csv").read_text(encoding="utf-8")]
        parts += [str(column.chunk(n).dictionary) for column in read.table.columns for n in range(column.num_chunks)
                  if hasattr(column.chunk(n), "dictionary")]  # fmt: skip
    return "\n".join(parts)


def _plain(schema):
    return pa.schema([(f.name, pa.string() if pa.types.is_dictionary(f.type) else f.type) for f in schema])


CASES = [
    ("fichcomp_med", "med.txt", 82), ("fichcomp_dmi", "dmi.txt", 92), ("rsa_med", "med", 102), ("rsa_dmi", "dmip", 75),
    ("had_med", "med", 120), ("smr_med", "med", 96), ("rsf_h", "rsf", 128), ("rsf_p", "rsf", 128),
]  # fmt: skip


@pytest.mark.parametrize(("family", "suffix", "length"), CASES)
def test_what_is_planted_in_right_lines_is_nowhere(tmp_path, family, suffix, length):
    texts = [line(family, 2025, length)] * 3
    assert any(mark in texts[0] for mark in PLANTED) or family.startswith(("had", "smr"))
    path = write(tmp_path, f"{HOSPITAL}.2025.3.{suffix}", texts)
    read = read_pmsi(path, family=family, rsf_unit=Decimal("0.01"))
    assert len(read.table) == 3
    given = everything(read, tmp_path)
    assert HOSPITAL in given
    for mark in PLANTED:
        assert mark not in given, mark


@pytest.mark.parametrize("shift", [*range(-40, 0), *range(1, 60)])
@pytest.mark.parametrize("family", ["fichcomp_med", "rsf_h"])
def test_what_is_planted_in_shifted_lines_is_nowhere(tmp_path, family, shift):
    """A field too many or too few moves the number of a patient into any other field, at the right length."""
    length = 82 if family == "fichcomp_med" else 128
    identifier = STAY if family == "fichcomp_med" else NIR
    planted = {"NAS": "9261104850578"} if family == "fichcomp_med" else {}
    texts = []
    for right in (line(family, 2025, length), line(family, 2025, length, **planted)):
        moved = right[-shift:] if shift < 0 else right[:1] + " " * shift + right[1:]
        texts.append(moved[:length].ljust(length))
    suffix = "med.txt" if family == "fichcomp_med" else "rsf"
    path = write(tmp_path, f"{HOSPITAL}.2025.3.{suffix}", [line(family, 2025, length)] * 3 + texts)
    given = everything(read_pmsi(path, rsf_unit=Decimal("0.01")), tmp_path)
    for mark in (identifier, *planted.values(), *PLANTED):
        assert mark not in given, mark


@pytest.mark.parametrize("field", ["NOFINESS", "DTDISP", "CDUCD", "NBADM", "PRIX", "INDICATION", "TYPEPREST"])
@pytest.mark.parametrize("number", [NIR, "185057800608491", "12345678", "MARTIN"])
def test_an_identifier_typed_in_another_field_is_not_quoted(tmp_path, field, number):
    width = {"NOFINESS": 9, "DTDISP": 8, "CDUCD": 15, "NBADM": 10, "PRIX": 10, "INDICATION": 7, "TYPEPREST": 2}[field]
    piece = number[:width].ljust(width)
    right = line("fichcomp_med", 2025, 82)
    path = write(tmp_path, f"{HOSPITAL}.2025.3.med.txt", [right, line("fichcomp_med", 2025, 82, **{field: piece})])
    read = read_pmsi(path)
    assert NIR not in everything(read, tmp_path)
    if field not in ("NBADM", "PRIX", "INDICATION"):  # any digits are a quantity; six letters may be a code
        assert all(len(piece.strip()) < 6 or piece.strip() not in f.sentence() for f in read.findings)


@pytest.mark.parametrize(
    ("text", "kind", "shown"),
    [
        ("3400892611045  ", "ucd", "3400892611045"),
        ("185057800608491", "ucd", "forme 999999999999999"),
        ("I 99", "les", "forme A 99"),
        ("31022025", "day", "31022025"),
        ("12345678", "day", "forme 99999999"),
        ("Él’ü", "thousandths", "forme AA?A"),
        ("      ", "ucd", None),
    ],
)
def test_a_value_is_quoted_only_when_it_can_be_nothing_else(text, kind, shown):
    assert quoted(text, kind) == shown


def test_nothing_is_written_beside_the_file(tmp_path):
    path = write(tmp_path, f"{HOSPITAL}.2025.3.rsf", [line("rsf_h", 2025)])
    read_pmsi(path, rsf_unit=Decimal("0.01"))
    assert list(tmp_path.iterdir()) == [path]


def test_the_values_of_lines_left_out_are_not_among_the_codes(tmp_path):
    """A line is left out for its FINESS or its date: what its other fields hold must not stay in the table's dictionaries."""
    kept, left = line("fichcomp_med", 2025), line("fichcomp_med", 2025, NOFINESS=OTHER_HOSPITAL, INDICATION="I000672")
    path = write(tmp_path, f"{HOSPITAL}.2025.3.med.txt", [kept, left, kept])
    table = read_pmsi(path, hospital={HOSPITAL}).table
    assert table.num_rows == 2
    for name in ("ucd", "indication", "finess"):
        coded = table[name].combine_chunks()
        assert set(coded.dictionary.to_pylist()) == set(coded.to_pylist()), name
    assert table["indication"].to_pylist() == ["I999999", "I999999"]
