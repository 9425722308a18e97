"""The text sent to a hospital: what is missing, by when, what to do, whom to answer, and nothing of the others."""

from datetime import date
from pathlib import Path

import pytest

from caqes_eval.campaign.receipts import Receipt, Receipts
from caqes_eval.campaign.region import Region, Targeting, TargetingRow
from caqes_eval.foundation.french import NARROW_SPACE
from caqes_eval.intake.forms.definitions import FORMS
from caqes_eval.pipeline.collection.expected import expected
from caqes_eval.pipeline.collection.matrix import matrix
from caqes_eval.pipeline.collection.reminder import Reminder, due_words, period_label, reminders
from caqes_eval.pipeline.contracts import Contract

REGION = Region.load(Path(__file__).parents[3] / "params/regions/paca-corse.yml")
APHM, IPC = "130786049", "130001647"
NAMES = {APHM: "AP-HM", IPC: "Institut Paoli-Calmettes"}


def all_reminders(today: date, *receipts: Receipt) -> tuple[Reminder, ...]:
    rows = [
        TargetingRow(finess=finess, indicator="mo", since=date(2023, 11, 20), order="paca-2023", line=2)
        for finess in NAMES
    ]
    contract = Contract(region=REGION, targeting=Targeting(rows=tuple(rows)))
    returns = expected(contract, FORMS, 2025, names=NAMES)
    whole = matrix(returns, Receipts(lines=receipts), today)
    return reminders(whole, FORMS, omedit=REGION.omedit, names=NAMES)


def to_aphm(today: date, *receipts: Receipt) -> Reminder:
    (only,) = (each for each in all_reminders(today, *receipts) if each.finess == APHM)
    return only


def plain(reminder: Reminder) -> str:
    return reminder.text.replace(NARROW_SPACE, " ")


def receipt(outcome: str, note: str = "", form: str = "mo_initiations", period: str = "2025-S2") -> Receipt:
    return Receipt.model_validate(
        {
            "file": "x.xlsx", "sha256": "a" * 64, "received_on": date(2026, 3, 5), "finess": APHM, "form": form,
            "period": period, "outcome": outcome, "note": note,
        }
    )  # fmt: skip


def test_the_text_says_what_is_missing_by_when_and_whom_to_answer():
    text = plain(to_aphm(date(2026, 3, 10)))
    assert text.startswith("Objet : CAQES 2025, AP-HM (FINESS 130786049) : 5 retours à nous envoyer\n\nBonjour,")
    assert "1. Médicaments onéreux : initiations hors référentiel (I999), S2 2025\n" in text
    assert "   Fichier I999 et éléments de preuve : attendu le 09/03/2026 (date dépassée).\n" in text
    assert (
        "   Argumentaires hors AMM : attendu le 09/03/2026 (date dépassée). Délai de rigueur : 21/03/2026 ; après cette date, "
        "l’envoi sera hors délai.\n" in text
    )
    assert "À faire : remplir le formulaire" in text
    assert "répondez Oui à « aucune initiation »" in text
    assert "Aucune date limite n’est publiée" in text
    assert "à OMEDIT PACA-Corse, en réponse à ce message" in text
    assert text.endswith("Cordialement,\nOMEDIT PACA-Corse")


@pytest.mark.parametrize(
    ("today", "said", "unsaid"),
    [
        (date(2026, 3, 9), "attendu le 09/03/2026. Délai de rigueur : 21/03/2026", "dépassé"),
        (date(2026, 3, 21), "Délai de rigueur : 21/03/2026", "Le délai de rigueur"),
        (date(2026, 3, 22), "Le délai de rigueur du 21/03/2026 est dépassé", "Délai de rigueur :"),
    ],
)
def test_which_dates_have_passed(today, said, unsaid):
    text = plain(to_aphm(today))
    assert said in text
    assert unsaid not in text


def test_nothing_of_another_hospital():
    for reminder in all_reminders(date(2026, 3, 10)):
        for finess, name in NAMES.items():
            assert (finess in reminder.text) == (name in reminder.text) == (finess == reminder.finess)


@pytest.mark.parametrize("outcome", ["reçu", "validé"])
def test_what_came_is_not_asked_again(outcome):
    text = plain(to_aphm(date(2026, 3, 10), receipt(outcome)))
    assert "initiations hors référentiel (I999), S2 2025" not in text
    assert ": 4 retours" in text


@pytest.mark.parametrize(
    ("outcome", "said"),
    [
        (
            "incomplet",
            "Le fichier reçu le 05/03/2026 est incomplet : onglet Identification vide.\n   À faire : compléter",
        ),
        (
            "refusé",
            "Le fichier reçu le 05/03/2026 n’a pas pu être retenu : onglet Identification vide.\n   À faire : corriger",
        ),
    ],
)
def test_what_is_wrong_with_a_file_is_told(outcome, said):
    assert said in plain(to_aphm(date(2026, 3, 10), receipt(outcome, "onglet Identification vide.")))


@pytest.mark.parametrize("note", [f"fichier de {IPC}", "celui de l’INSTITUT PAOLI-CALMETTES, joint par erreur"])
def test_a_note_on_another_hospital_is_withheld_and_told(note):
    reminder = to_aphm(date(2026, 3, 10), receipt("refusé", note))
    assert "n’a pas pu être retenu." in reminder.text
    assert note not in reminder.text
    assert reminder.withheld == (note,)


def test_a_period_under_way_is_not_asked_for():
    assert all_reminders(date(2025, 6, 30)) == ()
    # the first half-year is over, the second and the year are not
    assert ": 2 retours" in plain(to_aphm(date(2025, 7, 1)))


def test_words():
    assert (period_label("2025"), period_label("2025-S2")) == ("2025", "S2 2025")
    assert due_words(None) == "échéance non publiée"
