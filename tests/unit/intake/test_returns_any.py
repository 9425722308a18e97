"""Whatever the findings and the bytes, a readable workbook is given back."""

from hypothesis import given, settings
from hypothesis import strategies as st
from returned_files import SHEET, hospital_workbook, reopened

from caqes_eval.foundation.findings import Finding, Severity
from caqes_eval.intake.returns import SUMMARY_SHEET, annotate

ORIGINAL = hospital_workbook()
ANY = st.one_of(st.none(), st.text(max_size=40))
FINDINGS = st.builds(
    Finding,
    code=st.text(max_size=10),
    severity=st.sampled_from(Severity),
    file=st.text(max_size=10),
    message=st.text(max_size=60),
    why=st.text(max_size=60),
    remedy=st.text(max_size=60),
    line=st.one_of(st.none(), st.integers(-5, 2_000_000)),
    sheet=st.one_of(st.sampled_from([SHEET, "Données"]), ANY),
    cell=st.one_of(st.from_regex(r"\A[A-Z]{1,4}[0-9]{1,8}\Z"), ANY),
    column=ANY,
    value=ANY,
    expected=ANY,
    proposal=ANY,
    count=st.integers(1, 10_000_000),
)


@settings(max_examples=40, deadline=None)
@given(st.lists(FINDINGS, max_size=8), st.text(max_size=20))
def test_any_findings_give_a_workbook_that_opens(findings, name):
    workbook = reopened(annotate(ORIGINAL, findings, shown_name=name))
    assert workbook.sheetnames == [SUMMARY_SHEET, SHEET, "Données"]


@settings(max_examples=60, deadline=None)
@given(st.integers(0, len(ORIGINAL) - 1), st.binary(min_size=1, max_size=4))
def test_any_damage_gives_a_workbook_that_opens(place, damage):
    content = ORIGINAL[:place] + damage + ORIGINAL[place + len(damage) :]
    finding = Finding(code="x", severity=Severity.BLOCKING, file="a", sheet=SHEET, cell="B4", message="faux.")
    assert SUMMARY_SHEET in reopened(annotate(content, [finding], shown_name="a.xlsx")).sheetnames
