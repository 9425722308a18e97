"""The clock as a pharmacist or a script calls it; every date worked out by hand."""

from datetime import date
from pathlib import Path

import pytest
from command import Ran, caqes, tree
from icalendar import Calendar

TIMONE = "130786049"
RECEIVED = ("clock", "evaluation", TIMONE, "--report-received", "2026-03-09")


@pytest.fixture
def root(tmp_path: Path) -> Path:
    made = tmp_path / "Dossier é"
    made.mkdir()
    return made


def steps(ran: Ran) -> dict[str, dict]:
    return {step["code"]: step for step in ran.json["steps"]}


def told(ran: Ran) -> str:
    return " ".join((ran.out + ran.err).replace("\u202f", " ").split())


def test_an_evaluation_is_told_in_french(root: Path) -> None:
    ran = caqes(*RECEIVED, "--on", "2026-04-01", root=root)
    assert (ran.code, ran.err) == (0, "")
    text = told(ran)
    for words in (
        "Évaluation annuelle du contrat (D. 162-16)",
        f"Établissement {TIMONE}, état au 01/04/2026",
        "établissement : du 09/03/2026 au 09/04/2026 (en cours)",
        "Calcul : rapport reçu le 09/03/2026 + 1 mois",
        "[confirmé] Code de la sécurité sociale, version en vigueur au 31/12/2025, art. D. 162-16",
        "ARS : du 10/04/2026 au 09/06/2026 (à venir)",
        "Dans l’attente de : la notification de la décision définitive",
        "À savoir",
        "c’est une convention",
    ):
        assert words in text
    assert tree(root) == {}


def test_an_evaluation_is_one_json_document(root: Path) -> None:
    ran = caqes(*RECEIVED, "--hearing-asked", "2026-03-20", "--on", "2026-04-01", "--json", root=root)
    assert (ran.code, ran.err) == (0, "")
    document = ran.json
    assert list(document) == ["procedure", "finess", "on", "status", "steps", "reserves"]
    assert [document[key] for key in ("procedure", "finess", "on", "status")] == [
        "evaluation", TIMONE, "2026-04-01", "to_validate",
    ]  # fmt: skip
    first = steps(ran)["report_observations"]
    assert list(first) == [
        "code", "label", "actor", "opens", "due", "waits_for", "done", "progress", "formula", "reference", "status",
        "reserves",
    ]  # fmt: skip
    assert (first["opens"], first["due"], first["done"], first["progress"]) == (
        "2026-03-09", "2026-04-09", "2026-03-20", "fait",
    )  # fmt: skip
    assert (first["reference"]["article"], first["status"]) == ("D. 162-16", "confirmed")
    assert steps(ran)["notification"]["progress"] == "suspendu"
    final = steps(ran)["final_decision"]
    assert (final["opens"], final["due"], final["reference"], final["status"]) == (None, None, None, None)
    assert len(document["reserves"]) == 2


def test_a_contract_proposal_is_followed_to_the_appeal(root: Path) -> None:
    ran = caqes(
        "clock", "contract", TIMONE, "--proposal-received", "2026-03-09", "--second-proposal-received", "2026-04-15",
        "--sanction-notified", "2026-05-20", "--remedies-stated", "--on", "2026-06-01", "--json", root=root,
    )  # fmt: skip
    assert ran.json["procedure"] == "contract_proposal"
    # three weeks after 9 March; fifteen days after 15 April; two months after 20 May
    due = {code: step["due"] for code, step in steps(ran).items()}
    assert due == {
        "proposal_answer": "2026-03-30",
        "second_proposal": None,
        "second_proposal_answer": "2026-04-30",
        "sanction": None,
        "appeal": "2026-07-20",
    }
    refused = caqes(
        "clock", "contract", TIMONE, "--sanction-notified", "2026-05-20", "--no-remedies-stated", "--on", "2026-06-01",
        "--json", root=root,
    )  # fmt: skip
    assert steps(refused)["appeal"]["due"] is None


def test_without_any_date_every_step_is_still_to_come(root: Path) -> None:
    ran = caqes("clock", "evaluation", TIMONE, "--json", root=root)
    assert ran.code == 0
    assert {step["progress"] for step in ran.json["steps"]} == {"à venir"}


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ("13078604", ["Il manque un caractère", "Propositions : 130786049"]),
        ("130786048", ["n’est pas un FINESS"]),
        ("=1+1", ["n’est pas un FINESS"]),
    ],
)
def test_a_wrong_finess_is_refused_with_what_it_may_be(typed: str, words: list[str], root: Path) -> None:
    ran = caqes("clock", "evaluation", typed, "--report-received", "2026-03-09", root=root)
    assert (ran.code, ran.out) == (14, "")
    for each in words:
        assert each in told(ran)
    as_json = caqes("clock", "evaluation", typed, "--json", root=root)
    assert (as_json.json["exit_code"], as_json.json["error"], as_json.err) == (14, "valeurs_refusees", "")


def test_dates_that_contradict_one_another_are_all_told_by_their_options(root: Path) -> None:
    ran = caqes(
        *RECEIVED, "--report-answered", "2026-02-01", "--hearing-held", "2026-03-30", "--on", "2026-04-01", root=root
    )
    assert ran.code == 14
    text = told(ran)
    assert "clé --report-answered, valeur « 01/02/2026 »" in text
    assert "clé --hearing-held" in text
    assert "Donnez aussi la date de --hearing-asked" in text
    assert "hearing_asked" not in text
    later = told(caqes(*RECEIVED, "--on", "2026-03-01", root=root))
    assert "pour essayer une date à venir, donnez « --on »" in later


def test_no_law_is_known_before_the_contracts(root: Path) -> None:
    assert caqes("clock", "evaluation", TIMONE, "--report-received", "2016-03-09", root=root).code == 11


def test_no_contract_is_proposed_once_contracts_no_longer_exist(root: Path) -> None:
    asked = ("clock", "contract", TIMONE, "--on", "2027-03-01", "--proposal-received")
    last = caqes(*asked, "2026-12-31", root=root)
    assert last.code == 0, last.err
    assert "Il n’existe plus de contrat à partir du 01/01/2027" in told(last)
    ran = caqes(*asked, "2027-01-01", "--ics", root / "a.ics", "--case", "2026", root=root)
    assert (ran.code, ran.out) == (11, "")
    assert "le contrat n’existe plus depuis le 01/01/2027" in told(ran)
    assert tree(root) == {}


def test_a_diary_is_written_and_an_existing_one_is_kept(root: Path) -> None:
    path = root / "agenda.ics"
    asked = (*RECEIVED, "--on", "2026-04-01", "--ics", path, "--case", "2025")
    ran = caqes(*asked, root=root)
    assert ran.code == 0, ran.err
    assert f"Agenda écrit : {path}." in told(ran)
    content = path.read_bytes()
    events = list(Calendar.from_ical(content).walk("VEVENT"))
    assert [event.decoded("dtstart") for event in events] == [date(2026, 4, 9), date(2026, 6, 9)]
    assert f"FINESS {TIMONE} (2025)" in events[0]["summary"]

    path.write_bytes(b"mon agenda")
    again = caqes(*asked, root=root)
    assert (again.code, again.out) == (22, "")
    assert f"Le fichier {path} existe déjà" in told(again)
    assert path.read_bytes() == b"mon agenda"
    as_json = caqes(*asked, "--json", root=root)
    assert (as_json.json["error"], path.read_bytes()) == ("ecriture_impossible", b"mon agenda")

    forced = caqes(*asked, "--force", "--json", root=root)
    assert forced.json["finess"] == TIMONE
    assert path.read_bytes() == content
    assert list(tree(root)) == ["agenda.ics"]


def test_a_diary_is_told_by_the_path_as_it_was_given(root: Path) -> None:
    # the command runs in the folder above the working folder
    ran = caqes(*RECEIVED, "--on", "2026-04-01", "--ics", "nouveau/dossier/x.ics", "--case", "2025", root=root)
    assert ran.code == 0, ran.err
    assert f"Agenda écrit : {Path('nouveau/dossier/x.ics')}." in told(ran)
    assert (root.parent / "nouveau" / "dossier" / "x.ics").is_file()


def test_a_diary_without_any_date_is_not_written(root: Path) -> None:
    ran = caqes("clock", "evaluation", TIMONE, "--ics", root / "a.ics", "--case", "2025", root=root)
    assert ran.code == 14
    assert "rien à mettre dans un agenda" in told(ran)
    assert tree(root) == {}


def test_a_hostile_case_neither_breaks_the_diary_nor_drives_the_terminal(root: Path) -> None:
    ran = caqes(*RECEIVED, "--ics", root / "a.ics", "--case", "=2025\x1b[2J\r\nEND:VEVENT", root=root)
    assert ran.code == 0
    assert "\x1b" not in ran.out + ran.err
    content = (root / "a.ics").read_bytes()
    assert b"\x1b" not in content
    assert len(list(Calendar.from_ical(content).walk("VEVENT"))) == 2
