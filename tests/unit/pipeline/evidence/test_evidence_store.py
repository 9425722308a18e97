"""What was read of a hospital is kept as it was; what is damaged or absent is read again."""

from datetime import date
from decimal import Decimal
from fractions import Fraction
from pathlib import Path

import pandas as pd
import pytest
from pandas.testing import assert_frame_equal

from caqes_eval.families.result import FindingRecord, SourceFile
from caqes_eval.foundation.files import sha256_bytes
from caqes_eval.foundation.findings import Severity
from caqes_eval.intake.tables.cells import Absence
from caqes_eval.intake.values import Period
from caqes_eval.notebook.archived_tables import canonical
from caqes_eval.pipeline.evidence.model import NOTHING, HospitalEvidence, Part
from caqes_eval.pipeline.evidence.store import Store

KEY = "a" * 64
FRAME = canonical(
    pd.DataFrame(
        {
            "finess": ["010000024", "2A0000014"],
            "quantity": pd.Series([Fraction(1, 3), Decimal("1.10")], dtype=object),
            "answer": pd.Series([Absence.NOT_APPLICABLE, None], dtype=object),
            "begun": pd.Series([date(2025, 3, 1), Absence.UNKNOWN], dtype=object),
            "own_period": pd.Series([Period.of_months(2025, 7, 12), None], dtype=object),
            "year": [2025, 2025],
            "period": ["2025-S2", "2025-S2"],
        }
    )
)
WHOLE = HospitalEvidence(
    parts={
        "pmsi.med": (
            Part(period="2025", files=("a.med", "b.med"), frame=FRAME),
            Part(period="2024", files=("c.med",), blocked="Fichier c.med : illisible."),
        ),
        "mo_initiations.initiations": (
            Part(period="2025-S1", files=("é.xlsx",), frame=FRAME.iloc[:0], declared_empty=True),
        ),
    },
    sources={"pmsi.med": (SourceFile(role="pmsi", name="a.med", sha256="ab", year=2025),)},
    findings={"pmsi.med": (FindingRecord(code="x", severity=Severity.TO_CHECK, sentence="« À voir »."),)},
)


def test_what_is_kept_is_read_back_as_it_was(tmp_path: Path) -> None:
    store = Store(tmp_path / "retours")
    store.write(KEY, WHOLE)
    found = store.read(KEY)
    assert found is not None
    assert (found.sources, found.findings) == (WHOLE.sources, WHOLE.findings)
    assert list(found.parts) == list(WHOLE.parts)
    for code, parts in WHOLE.parts.items():
        for kept, given in zip(found.parts[code], parts, strict=True):
            assert (kept.period, kept.files, kept.blocked, kept.declared_empty) == (
                given.period, given.files, given.blocked, given.declared_empty,
            )  # fmt: skip
            assert (kept.frame is None) is (given.frame is None)
    kept = found.parts["pmsi.med"][0].frame
    assert kept is not None
    assert_frame_equal(kept, FRAME)
    empty = found.parts["mo_initiations.initiations"][0].frame
    assert empty is not None
    assert list(empty.columns) == list(FRAME.columns)


def test_nothing_received_is_kept_too(tmp_path: Path) -> None:
    Store(tmp_path).write(KEY, NOTHING)
    assert Store(tmp_path).read(KEY) == NOTHING


def test_what_another_version_kept_is_read_again(tmp_path: Path) -> None:
    text = '{"parts": {}, "sources": {}}'
    (tmp_path / f"{KEY}.json").write_text(f"{sha256_bytes(text.encode())}\n{text}", encoding="utf-8")
    assert Store(tmp_path).read(KEY) is None


def test_a_key_never_kept_has_nothing(tmp_path: Path) -> None:
    Store(tmp_path).write(KEY, WHOLE)
    assert Store(tmp_path).read("b" * 64) is None
    assert Store(tmp_path / "jamais").read(KEY) is None


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (None, b""),
        (None, b"{"),
        (None, b"\xff\xfe"),
        (b'"parts"', b'"part"'),
        (b'"files"', b'"file"'),
        # a table cut short, a cell that is no longer what its column says, a column that is gone, another figure
        (b';\\"1.10\\"', b""),
        (b'\\"1.10\\"', b'\\"1.20\\"'),
        (b'\\"1.10\\"', b'\\"abc\\"'),
        (b'\\"quantity\\";', b""),
        (b"2025-03-01", b"01/03/2025"),
    ],
)
def test_what_is_damaged_is_read_again(tmp_path: Path, old: bytes | None, new: bytes) -> None:
    store = Store(tmp_path)
    store.write(KEY, WHOLE)
    path = tmp_path / f"{KEY}.json"
    content = path.read_bytes()
    if old is None:
        path.write_bytes(new)
    else:
        assert old in content
        path.write_bytes(content.replace(old, new, 1))
    assert store.read(KEY) is None
