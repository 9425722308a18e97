"""``caqes accept``: a finding of the last check decided on, who and why kept, and a changed file asked again."""

from datetime import date
from pathlib import Path

import pytest
from command import caqes, tree

from caqes_eval.foundation.files import sha256_bytes
from caqes_eval.foundation.findings import Finding, Severity, finding_id
from caqes_eval.intake.returns import CheckRecord, FileRecord, record_path, write_record

CAMPAIGN = """version: '1'
name: essai
title: Essai
year: 2025
evaluation_date: '2026-03-31'
families: [generics]
sources:
  open_phmev:
  - {year: 2025, path: absent.csv}
establishments:
- {finess: "990780017", name: CHU}
"""
CONTENT = b"content of the file"
SHA = sha256_bytes(CONTENT)
FILE = "received/essai/990780017/mo.xlsx"
REPAIRABLE = Finding(
    code="finess_zero_perdu", severity=Severity.BLOCKING, file="mo.xlsx", sheet="Données", cell="B4", column="FINESS",
    value="10000024", proposal="010000024", message="ce FINESS n’a que 8 chiffres.",
)  # fmt: skip
UNREAD = Finding(
    code="valeur_refusee", severity=Severity.BLOCKING, file="mo.xlsx", sheet="Données", cell="C4", message="illisible."
)
WHOLE = Finding(
    code="colonne_absente", severity=Severity.BLOCKING, file="mo.xlsx", sheet="Données", message="une colonne manque."
)
NOTE = Finding(code="macros", severity=Severity.INFO, file="mo.xlsx", message="le classeur contient des macros.")
BY = ("--by", "Dr Martin", "--reason", "Confirmé par téléphone")


def checked(root: Path, sha256: str = SHA) -> None:
    file = FileRecord(path=FILE, sha256=sha256, finess="990780017", findings=(REPAIRABLE, UNREAD, WHOLE, NOTE))
    write_record(record_path(root, "essai"), CheckRecord(campaign="essai", checked_on=date(2026, 3, 2), files=(file,)))


@pytest.fixture
def root(tmp_path):
    root = tmp_path / "Dossier é"
    campaign = root / "params/campaigns/essai.yml"
    campaign.parent.mkdir(parents=True)
    campaign.write_text(CAMPAIGN, encoding="utf-8")
    checked(root)
    (root / FILE).parent.mkdir(parents=True)
    (root / FILE).write_bytes(CONTENT)
    return root


def decided(root: Path) -> str:
    return (root / "params/campaigns/essai.acceptations.csv").read_text(encoding="utf-8-sig")


def test_a_repair_is_accepted_then_refused_and_the_last_word_holds(root):
    name = finding_id(REPAIRABLE, SHA)
    ran = caqes("accept", "essai", "--finding", name, *BY, root=root)
    assert ran.code == 0, ran.err
    assert "sera lu « 010000024 »" in ran.out.replace("\u202f", " ")
    again = caqes("accept", "essai", "--finding", name.upper(), *BY, "--json", root=root).json
    assert (again["id"], again["again"], again["decision"]) == (name, True, "accepté")
    assert len(decided(root).splitlines()) == 2
    assert caqes("accept", "essai", "--finding", name, *BY, "--refuse", root=root).code == 0
    listed = caqes("accept", "essai", "--list", "--json", root=root).json
    assert [each["to_decide"] for each in listed["findings"]] == [False, True, False, False]
    assert listed["findings"][0]["decision"]["decision"] == "refusé"
    assert len(decided(root).splitlines()) == 3


def test_without_proposal_a_value_stays_unread(root):
    ran = caqes("accept", "essai", "--finding", finding_id(UNREAD, SHA), *BY, root=root)
    assert ran.code == 0, ran.err
    assert "devient « à vérifier »" in " ".join(ran.out.replace("\u202f", " ").split())


@pytest.mark.parametrize(
    ("finding", "told"), [(WHOLE, "il faut un fichier corrigé"), (NOTE, "rien à accepter")], ids=["whole", "info"]
)
def test_what_cannot_be_decided_is_told_and_nothing_is_written(root, finding, told):
    before = tree(root)
    ran = caqes("accept", "essai", "--finding", finding_id(finding, SHA), *BY, root=root)
    assert (ran.code, told in ran.err) == (14, True)
    assert tree(root) == before


def test_a_file_changed_since_the_check_has_to_be_checked_again(root):
    (root / FILE).write_bytes(b"another content")
    ran = caqes("accept", "essai", "--finding", finding_id(REPAIRABLE, SHA), *BY, root=root)
    assert ran.code == 14
    assert "caqes check essai" in ran.err


def test_a_decision_has_no_effect_on_another_file(root):
    caqes("accept", "essai", "--finding", finding_id(REPAIRABLE, SHA), *BY, root=root)
    other = "b" * 64
    checked(root, other)
    listed = caqes("accept", "essai", "--list", root=root)
    assert finding_id(REPAIRABLE, other) in listed.out
    assert "1 décision sans effet" in listed.out.replace("\u202f", " ")
    assert "2 constats à décider" in listed.out.replace("\u202f", " ")


@pytest.mark.parametrize(
    ("options", "code", "told"),
    [
        (("--finding", "zzzzzzzz", *BY), 14, "--list"),
        (("--finding", "zzzzzzzz", "--by", " ", "--reason", "x"), 2, "--by"),
        ((), 2, "--finding, --by, --reason"),
        (("--list", *BY), 2, "s’emploie seul"),
    ],
    ids=["unknown", "by", "nothing", "both"],
)
def test_a_wrong_call_says_what_to_write(root, options, code, told):
    ran = caqes("accept", "essai", *options, root=root)
    assert (ran.code, told in ran.err.replace("\u202f", " ")) == (code, True), ran.err


def test_a_campaign_never_checked_says_what_to_launch(root):
    record_path(root, "essai").unlink()
    ran = caqes("accept", "essai", "--list", root=root)
    assert (ran.code, "caqes check essai" in ran.err) == (18, True)
    assert caqes("accept", "../essai", "--list", root=root).code == 10
