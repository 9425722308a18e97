"""Decisions on findings: what they change, what they never change, and the file that keeps them."""

from datetime import date

import pytest
from pydantic import ValidationError

from caqes_eval.campaign.acceptances import Acceptance, apply_acceptances, why_not
from caqes_eval.campaign.acceptances_file import acceptances_path, append_acceptance, read_acceptances
from caqes_eval.foundation.errors import ParameterFileError
from caqes_eval.foundation.findings import Finding, Severity, finding_id, finding_key

SHA, OTHER_SHA = "a" * 64, "b" * 64
SHOWN = "params/campaigns/demo.acceptations.csv"
REPAIRABLE = Finding(
    code="finess_zero_perdu", severity=Severity.BLOCKING, file="mo.xlsx", sheet="Données", cell="B4", column="FINESS",
    value="10000024", proposal="010000024", message="ce FINESS n’a que 8 chiffres.", why="Il ne désigne personne.",
)  # fmt: skip


def changed(finding: Finding = REPAIRABLE, **changes) -> Finding:
    return Finding(**{field: getattr(finding, field) for field in Finding.__dataclass_fields__} | changes)


def decision(finding: Finding = REPAIRABLE, *, sha256: str = SHA, **changes) -> Acceptance:
    usual = {
        **finding_key(finding, sha256)._asdict(), "finess": "990780017", "file": finding.file,
        "proposal": finding.proposal or "", "decision": "accepté", "by": "Dr Martin", "on": date(2026, 3, 3),
        "reason": "Confirmé par téléphone",
    }  # fmt: skip
    return Acceptance(**usual | changes)


def test_nothing_is_repaired_without_a_decision():
    applied = apply_acceptances([REPAIRABLE], [], sha256=SHA)
    assert (applied.remaining, applied.repairs) == ((REPAIRABLE,), ())


def test_an_accepted_proposal_becomes_a_repair():
    applied = apply_acceptances([REPAIRABLE], [decision()], sha256=SHA)
    assert applied.remaining == ()
    assert [(repair.finding, repair.value) for repair in applied.repairs] == [(REPAIRABLE, "010000024")]


@pytest.mark.parametrize(
    ("finding", "sha256"),
    [
        (REPAIRABLE, OTHER_SHA),
        (changed(value="10000025"), SHA),
        (changed(cell="B5"), SHA),
        (changed(sheet="Autre"), SHA),
        (changed(column="FINESS ET"), SHA),
        (changed(code="finess_cle"), SHA),
        (changed(proposal="100000024"), SHA),
        (changed(proposal=None), SHA),
    ],
    ids=["file", "value", "cell", "sheet", "column", "code", "proposal", "no proposal"],
)
def test_a_decision_holds_for_the_same_file_place_value_and_proposal_only(finding, sha256):
    applied = apply_acceptances([finding], [decision()], sha256=sha256)
    assert (applied.remaining, applied.repairs) == ((finding,), ())


def test_a_refused_proposal_leaves_the_finding_as_it_is():
    applied = apply_acceptances([REPAIRABLE], [decision(decision="refusé")], sha256=SHA)
    assert (applied.remaining, applied.repairs) == ((REPAIRABLE,), ())


def test_the_last_decision_holds():
    refused = decision(decision="refusé", on=date(2026, 3, 4))
    assert apply_acceptances([REPAIRABLE], [decision(), refused], sha256=SHA).repairs == ()
    assert len(apply_acceptances([REPAIRABLE], [refused, decision()], sha256=SHA).repairs) == 1


@pytest.mark.parametrize(
    ("before", "after"), [(Severity.BLOCKING, Severity.TO_CHECK), (Severity.TO_CHECK, Severity.INFO)]
)
def test_accepted_without_proposal_a_finding_is_one_step_less_severe_and_tells_who(before, after):
    finding = changed(proposal=None, severity=before)
    (remaining,) = apply_acceptances([finding], [decision(finding)], sha256=SHA).remaining
    assert remaining.severity is after
    assert remaining.why == "Il ne désigne personne. Accepté par Dr Martin le 03/03/2026 : Confirmé par téléphone"
    assert finding_id(remaining, SHA) == finding_id(finding, SHA)


def test_a_fault_of_a_whole_file_stays_whatever_is_decided():
    finding = changed(proposal=None, cell=None, sheet=None, column=None, value=None)
    assert "fichier corrigé" in why_not(finding)
    assert apply_acceptances([finding], [decision(finding)], sha256=SHA).remaining == (finding,)


@pytest.mark.parametrize(
    ("finding", "refused"),
    [
        (REPAIRABLE, False),
        (changed(proposal=None), False),
        (changed(proposal=None, cell=None, line=3), False),
        (changed(proposal=None, cell=None), True),
        (changed(proposal=None, cell=None, severity=Severity.TO_CHECK), False),
        (changed(severity=Severity.INFO), True),
    ],
)
def test_what_can_be_decided(finding, refused):
    assert bool(why_not(finding)) is refused


def test_a_finding_has_one_short_name_that_changes_with_the_file():
    name = finding_id(REPAIRABLE, SHA)
    assert len(name) == 8
    assert name == finding_id(changed(message="autrement dit.", severity=Severity.INFO), SHA)
    others = {
        finding_id(REPAIRABLE, OTHER_SHA),
        finding_id(changed(cell=None, line=4), SHA),
        finding_id(changed(cell="B40"), SHA),
    }
    assert len({name, *others}) == 4


@pytest.mark.parametrize(
    "changes", [{"by": " "}, {"reason": ""}, {"decision": "peut-être"}, {"sha256": "abc"}, {"finess": "123"}]
)
def test_a_decision_says_who_and_why(changes):
    with pytest.raises(ValidationError):
        decision(**changes)


HOSTILE = ("=1+1", "'=1", "-12,5", "@x", "a;b", 'a"b', "deux\nlignes", " 12 ", "'", "\u00a012", "+33")


@pytest.mark.parametrize("value", HOSTILE)
def test_what_is_appended_is_read_back_equal(tmp_path, value):
    path = acceptances_path(tmp_path, "demo")
    first, second = (
        decision(changed(value=value, proposal=value)),
        decision(changed(cell=None, line=12), by=value + "x"),
    )
    append_acceptance(path, first, shown=SHOWN)
    before = path.read_bytes()
    append_acceptance(path, second, shown=SHOWN)
    assert path.read_bytes().startswith(before)
    assert read_acceptances(path, shown=SHOWN) == (first, second)


def test_a_value_that_looks_like_a_formula_is_not_one_in_excel(tmp_path):
    path = acceptances_path(tmp_path, "demo")
    append_acceptance(path, decision(changed(value="=1+1")), shown=SHOWN)
    assert ";'=1+1;" in path.read_text(encoding="utf-8-sig")


def test_no_file_is_no_decision(tmp_path):
    assert read_acceptances(acceptances_path(tmp_path, "demo"), shown=SHOWN) == ()


@pytest.mark.parametrize(
    ("typed", "instead"),
    [
        ("10000024;010000024", "10000024;10000025"),
        (";10000024;", ";10000025;"),
        ("Données", "Donnees"),
        ("accepté", "refusé"),
        ("Martin", "M"),
    ],
    ids=["proposal", "value", "sheet", "decision", "by"],
)
def test_a_line_changed_by_hand_is_refused(tmp_path, typed, instead):
    path = acceptances_path(tmp_path, "demo")
    append_acceptance(path, decision(), shown=SHOWN)
    text = path.read_text(encoding="utf-8-sig")
    assert typed in text
    path.write_text(text.replace(typed, instead), encoding="utf-8-sig")
    with pytest.raises(ParameterFileError) as caught:
        read_acceptances(path, shown=SHOWN)
    assert [fault.line for fault in caught.value.findings] == [2]


@pytest.mark.parametrize(
    "content",
    [b"a;b\n", b"", "décision".encode("cp1252"), b'"open'],
    ids=["titles", "empty", "encoding", "quote"],
)
def test_a_damaged_file_is_told_and_nothing_is_added_to_it(tmp_path, content):
    path = acceptances_path(tmp_path, "demo")
    path.parent.mkdir(parents=True)
    path.write_bytes(content)
    with pytest.raises(ParameterFileError) as caught:
        append_acceptance(path, decision(), shown=SHOWN)
    assert SHOWN in caught.value.message
    assert path.read_bytes() == content
