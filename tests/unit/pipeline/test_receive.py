"""Files received: whose they are, under which name they are kept, what the register says of them."""

from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import Workbook

from caqes_eval.campaign.workspace import Workspace
from caqes_eval.foundation.errors import CampaignNotFoundError, InputMissingError, InputValueError
from caqes_eval.intake.forms.definitions import FORMS
from caqes_eval.intake.forms.mark import MARK_SHEET, mark_for
from caqes_eval.pipeline.collection.receive import receive
from caqes_eval.pipeline.collection.status import receipts_of
from caqes_eval.pipeline.collection.whose import Given, safe_name

DEMO = Path(__file__).parents[3] / "params/campaigns/demo.yml"
TODAY = date(2026, 3, 20)
CHU, CLAIRVENT = "990780017", "990780025"
MO = Given(finess=CHU, form="mo_initiations", period="S2 2025", received_on=date(2026, 2, 10), by="Dr Martin")


@pytest.fixture
def workspace(tmp_path) -> Workspace:
    folder = tmp_path / "params/campaigns"
    folder.mkdir(parents=True)
    (folder / "demo.yml").write_bytes(DEMO.read_bytes())
    return Workspace(tmp_path)


def file(workspace: Workspace, content: str = "contenu", name: str = "Retour.txt") -> Path:
    path = workspace.root / name
    path.write_text(content, encoding="utf-8")
    return path


def form(workspace: Workspace, *, campaign: str = "demo", finess: str = CHU, period: str = "S2 2025") -> Path:
    book = Workbook()
    sheet = book.create_sheet(MARK_SHEET)
    mark = mark_for(FORMS["mo_initiations"], campaign=campaign, year=2025, period=period, finess=finess)
    for row in mark.as_rows():
        sheet.append(row)
    path = workspace.root / "I999.xlsx"
    book.save(path)
    return path


def recorded(workspace: Workspace, path: Path, **given: object):
    (done,) = receive(workspace, "demo", [path], Given(**{**vars(MO), **given}), today=TODAY)
    return done


def refused(workspace: Workspace, path: Path, **given: object) -> str:
    with pytest.raises(InputValueError) as caught:
        recorded(workspace, path, **given)
    assert not (workspace.root / "received").exists()
    return " ".join(finding.sentence() for finding in caught.value.findings)


def test_a_file_is_copied_and_recorded(workspace):
    path = file(workspace)
    done = recorded(workspace, path, note="reçu par courriel")
    kept = workspace.root / "received/demo" / CHU / done.receipt.file
    assert kept.read_bytes() == path.read_bytes() == b"contenu"
    assert receipts_of(workspace, "demo").lines == (done.receipt,)
    assert done.said == "inscrit"
    assert done.receipt.case == (CHU, "mo_initiations", "2025-S2")
    assert (done.receipt.received_on, done.receipt.outcome, done.receipt.by) == (date(2026, 2, 10), "reçu", "Dr Martin")


@pytest.mark.parametrize("period", ["S2 2025", "2025-S2", "2e semestre 2025"])
def test_the_mark_of_a_form_says_whose_it_is(workspace, period):
    done = recorded(workspace, form(workspace, period=period), finess=None, form=None, period=None, received_on=None)
    assert done.receipt.case == (CHU, "mo_initiations", "2025-S2")
    assert done.receipt.received_on == TODAY


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"finess": CLAIRVENT}, "--finess contredit le formulaire, préparé pour 990780017"),
        ({"form": "dmi_audit"}, "--form contredit le formulaire, préparé pour mo_initiations"),
        ({"period": "S1 2025"}, "--period contredit le formulaire, préparé pour S2 2025"),
    ],
)
def test_an_option_that_contradicts_the_mark_is_refused(workspace, given, said):
    assert said in refused(workspace, form(workspace), **given)


def test_the_form_of_another_campaign_is_refused(workspace):
    assert "vient d’une autre campagne" in refused(workspace, form(workspace, campaign="autre"))


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"finess": None}, "ajoutez --finess"),
        ({"form": None}, "ajoutez --form"),
        ({"period": None}, "ajoutez --period"),
        ({"finess": "990780018"}, "ce n’est pas un FINESS"),
        ({"form": "mo_initiation"}, "« mo_initiations »"),
        ({"period": "S2 2024"}, "2025 ou S1 2025 ou S2 2025"),
        ({"period": "T1 2025"}, "2025 ou S1 2025 ou S2 2025"),
        ({"received_on": date(2026, 3, 21)}, "est à venir"),
        ({"received_on": date(2024, 12, 31)}, "précède l’année 2025"),
        ({"note": "x" * 1001}, "1000 signes"),
    ],
)
def test_what_is_not_known_or_not_possible_is_refused(workspace, given, said):
    assert said in refused(workspace, file(workspace), **given)


def test_an_empty_file_is_refused(workspace):
    assert "0 octet" in refused(workspace, file(workspace, ""))


def test_one_refused_file_stops_all_and_every_fault_is_told(workspace):
    paths = [file(workspace), file(workspace, "", "vide.txt"), file(workspace, "b", "autre.txt")]
    with pytest.raises(InputValueError) as caught:
        receive(workspace, "demo", paths, MO, today=TODAY)
    # the empty one; and the third, which answers the same form as the first
    assert [finding.file for finding in caught.value.findings] == ["vide.txt", "autre.txt"]
    assert not (workspace.root / "received").exists()


def test_the_same_file_twice_is_told_and_not_written_again(workspace):
    first = recorded(workspace, file(workspace))
    again = recorded(workspace, file(workspace, name="copie.txt"), finess=None, form=None, period=None)
    assert (again.said, again.receipt) == ("déjà inscrit", first.receipt)
    assert receipts_of(workspace, "demo").lines == (first.receipt,)
    assert len(list((workspace.root / "received/demo" / CHU).iterdir())) == 1


def test_the_same_file_for_another_hospital_is_told(workspace):
    first = recorded(workspace, file(workspace))
    done = recorded(workspace, file(workspace), finess=CLAIRVENT)
    assert (done.said, done.elsewhere) == ("inscrit", (first.receipt,))


def test_a_judgement_is_one_more_line_on_the_same_day(workspace):
    recorded(workspace, file(workspace))
    done = recorded(workspace, file(workspace), outcome="incomplet", note="audit absent", received_on=None)
    assert done.said == "jugé"
    lines = receipts_of(workspace, "demo").lines
    assert [(each.outcome, each.received_on) for each in lines] == [
        ("reçu", date(2026, 2, 10)),
        ("incomplet", date(2026, 2, 10)),
    ]
    with pytest.raises(InputValueError, match="une chose à corriger") as caught:
        recorded(workspace, file(workspace), outcome="validé", received_on=date(2026, 2, 11))
    assert "déjà inscrit, reçu le 10/02/2026" in caught.value.findings[0].message


def test_a_new_file_replaces_the_former_in_the_history(workspace):
    first = recorded(workspace, file(workspace))
    second = recorded(workspace, file(workspace, "complété"), received_on=date(2026, 2, 20))
    assert second.replaced == first.receipt
    lines = receipts_of(workspace, "demo").lines
    assert [(each.outcome, each.sha256 == first.receipt.sha256) for each in lines] == [
        ("reçu", True), ("remplacé", True), ("reçu", False),
    ]  # fmt: skip


def test_a_file_received_before_the_one_that_counts_replaces_nothing(workspace):
    first = recorded(workspace, file(workspace))
    done = recorded(workspace, file(workspace, "plus ancien"), received_on=date(2026, 2, 1))
    assert (done.newer, done.replaced) == (first.receipt, None)
    assert len(receipts_of(workspace, "demo").lines) == 2


def test_proofs_stand_side_by_side(workspace):
    paths = [file(workspace, "un", "un.pdf"), file(workspace, "deux", "deux.pdf")]
    done = receive(workspace, "demo", paths, Given(finess=CHU, form="preuve", period="2025"), today=TODAY)
    assert [each.replaced for each in done] == [None, None]
    assert [each.outcome for each in receipts_of(workspace, "demo").lines] == ["reçu", "reçu"]


def test_what_cannot_be_read_is_told(workspace):
    for path in (workspace.root / "absent.xlsx", workspace.root):
        with pytest.raises(InputMissingError):
            receive(workspace, "demo", [path], MO, today=TODAY)
    with pytest.raises(CampaignNotFoundError):
        receive(workspace, "inconnue", [file(workspace)], MO, today=TODAY)


@pytest.mark.parametrize(
    ("name", "kept"),
    [
        ("Initiations CH d’Été.XLSX", "Initiations_CH_d_Été_01234567.xlsx"),
        ("../../etc/passwd", "passwd_01234567"),
        ("..\\..\\x.xlsx", "x_01234567.xlsx"),
        ("=cmd|' /C calc'!A0.xlsx", "C_calc_A0_01234567.xlsx"),
        ("=1+1.xlsx", "1_1_01234567.xlsx"),
        ("CON.csv", "CON_01234567.csv"),
        ("a\x00\n\u202e;b.xls", "a_b_01234567.xls"),
        (".xlsx", "xlsx_01234567"),
        ("....", "fichier_01234567"),
        ("x." + "y" * 20, "x_" + "y" * 20 + "_01234567"),
        ("a" * 300 + ".pdf", "a" * 50 + "_01234567.pdf"),
        ("\udcff.pdf", "fichier_01234567.pdf"),
    ],
)
def test_a_hostile_name_becomes_a_safe_one(name, kept):
    assert safe_name(name, "0123456789abcdef") == kept


@given(st.text(min_size=1))
def test_any_name_stays_in_its_folder(name):
    kept = safe_name(name, "0" * 64)
    assert Path(kept).name == kept
    assert len(kept.encode()) <= 230
    assert kept[0] not in "=+-@.'"
    assert not set(kept) & set('<>:"/\\|?*;\n\r\0')
