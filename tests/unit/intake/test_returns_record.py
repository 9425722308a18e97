"""The record of a check: what is written is read back equal; what is damaged is told."""

from datetime import date

import pytest
from pydantic import ValidationError
from returned_files import finding

from caqes_eval.foundation.errors import InputFormatError, ResultsMissingError
from caqes_eval.foundation.findings import Severity
from caqes_eval.intake.returns import CheckRecord, FileRecord, read_record, record_path, write_record

FILE = FileRecord(
    path="received/demo/mo.xlsx", sha256="a" * 64, finess="2A0000014", form="mo_initiations", period="S2 2025",
    findings=(finding(cell="B4", value="=1+1", count=3), finding(severity=Severity.INFO, sheet=None, line=2)),
)  # fmt: skip
RECORD = CheckRecord(campaign="demo", checked_on=date(2026, 3, 2), files=(FILE,))


def test_a_record_is_read_back_equal(tmp_path):
    path = record_path(tmp_path, "demo")
    write_record(path, RECORD)
    assert path == tmp_path / "received/demo/constats.json"
    assert read_record(path, campaign="demo") == RECORD


def test_a_campaign_never_checked_says_what_to_launch(tmp_path):
    with pytest.raises(ResultsMissingError) as caught:
        read_record(record_path(tmp_path, "demo"), campaign="demo")
    assert "caqes check demo" in caught.value.remedy


@pytest.mark.parametrize(
    "content",
    [
        "",
        "{",
        "[]",
        RECORD.model_dump_json().replace('"1"', '"2"', 1),
        RECORD.model_dump_json().replace("bloquant", "grave"),
    ],
    ids=["empty", "cut", "list", "version", "severity"],
)
def test_a_damaged_record_is_told(tmp_path, content):
    path = tmp_path / "constats.json"
    path.write_text(content, encoding="utf-8")
    with pytest.raises(InputFormatError) as caught:
        read_record(path, campaign="demo")
    assert "constats.json" in caught.value.message


def test_the_record_of_another_campaign_is_refused(tmp_path):
    path = tmp_path / "constats.json"
    write_record(path, RECORD)
    with pytest.raises(InputFormatError, match="demo"):
        read_record(path, campaign="essai")


@pytest.mark.parametrize("changed", [{"sha256": "abc"}, {"finess": "12345"}, {"more": 1}])
def test_a_file_is_named_by_its_digest_and_a_finess(changed):
    with pytest.raises(ValidationError):
        FileRecord(**{"path": "a.xlsx", "sha256": "a" * 64} | changed)
