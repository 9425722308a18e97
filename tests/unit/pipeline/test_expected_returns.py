"""Who has to send what, and where it stands: the public dates of PACA-Corse, and the fictitious region."""

from datetime import date
from pathlib import Path

import pytest

from caqes_eval.campaign.receipts import Receipt, Receipts
from caqes_eval.campaign.region import PerimeterEvent, Region, Targeting, TargetingRow
from caqes_eval.foundation.errors import ParameterFileError
from caqes_eval.intake.forms.definitions import FORMS
from caqes_eval.pipeline.collection.expected import Expected, days_of, expected
from caqes_eval.pipeline.collection.matrix import Matrix, matrix
from caqes_eval.pipeline.contracts import Contract

REGIONS = Path(__file__).parents[3] / "params" / "regions"
APHM = "130786049"
CASTELLUCCIO, AJACCIO = "2A0000386", "2A0000014"
SINCE = date(2023, 11, 24)
END_OF_YEAR = date(2026, 12, 31)


@pytest.fixture(scope="module")
def paca() -> Region:
    return Region.load(REGIONS / "paca-corse.yml")


def row(finess: str, indicator: str, since: date = SINCE, until: date | None = None, order: str = "paca-2023"):
    return TargetingRow(finess=finess, indicator=indicator, since=since, until=until, order=order, line=2)


def returns(region: Region, *rows: TargetingRow, year: int = 2025, territory: str | None = None) -> list[Expected]:
    contract = Contract(region=region, targeting=Targeting(rows=rows))
    return list(expected(contract, FORMS, year, territory=territory))


def brief(found: list[Expected]) -> set[tuple[str, str, str]]:
    return {(each.finess, each.form, each.period) for each in found}


def one(found: list[Expected], form: str, period: str) -> Expected:
    (only,) = (each for each in found if (each.form, each.period) == (form, period))
    return only


def received(finess: str, day: date, outcome: str = "reçu", sha: str = "a", form: str = "mo_initiations") -> Receipt:
    return Receipt.model_validate(
        {
            "file": "x.xlsx", "sha256": sha * 64, "received_on": day, "finess": finess, "form": form,
            "period": "2025-S2", "outcome": outcome,
        }
    )  # fmt: skip


def read_on(region: Region, today: date, *receipts: Receipt) -> Matrix:
    return matrix(returns(region, row(APHM, "mo")), Receipts(lines=receipts), today)


@pytest.mark.parametrize(
    ("period", "first", "last"),
    [
        ("2025", date(2025, 1, 1), date(2025, 12, 31)),
        ("2025-S1", date(2025, 1, 1), date(2025, 6, 30)),
        ("2025-S2", date(2025, 7, 1), date(2025, 12, 31)),
    ],
)
def test_the_days_of_a_period(period, first, last):
    assert days_of(period) == (first, last)


def test_mo_is_asked_by_half_year_and_its_plan_once(paca):
    assert brief(returns(paca, row(APHM, "mo"))) == {
        (APHM, "mo_initiations", "2025-S1"),
        (APHM, "mo_initiations", "2025-S2"),
        (APHM, "mo_anomalies", "2025-S1"),
        (APHM, "mo_anomalies", "2025-S2"),
        (APHM, "action_plan", "2025"),
    }


def test_a_deadline_that_no_source_publishes_stays_unknown(paca):
    found = returns(paca, row(APHM, "mo"))
    assert one(found, "mo_initiations", "2025-S1").deadline is None
    assert one(found, "action_plan", "2025").deadline is None


def test_a_deadline_bears_on_the_forms_its_object_names(paca):
    found = returns(paca, row(APHM, "mo"), row(APHM, "dmi"))
    initiations = one(found, "mo_initiations", "2025-S2")
    assert [each.object for each in initiations.deadlines] == [
        "Fichier I999 et éléments de preuve",
        "Argumentaires hors AMM",
    ]
    assert initiations.deadline is not None
    assert (initiations.deadline.expected, initiations.deadline.strict) == (date(2026, 3, 9), date(2026, 3, 21))
    # no strict date is published for the file itself
    anomalies = one(found, "mo_anomalies", "2025-S2").deadline
    assert anomalies is not None
    assert (anomalies.expected, anomalies.strict) == (date(2026, 3, 9), None)
    for form in ("dmi_audit", "dmi_mapping", "action_plan"):
        deadline = one(found, form, "2025").deadline
        assert deadline is not None, form
        assert deadline.expected == date(2026, 3, 31)


def test_what_the_health_insurance_sends_is_not_asked_of_hospitals(paca):
    assert one(returns(paca, row(APHM, "ambulance")), "transport", "2025").deadlines == ()


def test_a_region_that_dates_nothing_still_asks_mo_twice_a_year(paca):
    silent = paca.model_copy(update={"deadlines": ()})
    found = returns(silent, row(APHM, "mo"), row(APHM, "dmi"))
    assert {each.period for each in found if each.form == "mo_initiations"} == {"2025-S1", "2025-S2"}
    assert {each.period for each in found if each.form == "dmi_audit"} == {"2025"}
    assert all(each.deadline is None for each in found)


def test_a_plan_is_asked_where_the_contract_asks_for_one():
    region = Region.load(REGIONS / "val-de-brume.yml")
    bound = row("990780017", "antibiotiques", order="vdb-2022"), row("990780025", "ipp", order="vdb-2022")
    assert brief(returns(region, *bound)) == {("990780025", "action_plan", "2025")}


def test_each_indicator_of_a_form_is_named_in_its_order(paca):
    found = returns(paca, row(APHM, "autres_transports"), row(APHM, "ambulance"))
    assert one(found, "transport", "2025").indicators == ("ambulance", "autres_transports")


@pytest.mark.parametrize(
    ("since", "until", "periods"),
    [
        (date(2023, 1, 1), date(2024, 12, 31), set()),
        (date(2023, 1, 1), date(2025, 1, 1), {"2025-S1"}),
        (date(2023, 1, 1), date(2025, 6, 30), {"2025-S1"}),
        (date(2023, 1, 1), date(2025, 7, 1), {"2025-S1", "2025-S2"}),
        (date(2025, 7, 1), None, {"2025-S2"}),
        (date(2025, 12, 31), None, {"2025-S2"}),
        (date(2026, 1, 1), None, set()),
    ],
)
def test_one_day_of_targeting_in_a_half_year_is_enough(paca, since, until, periods):
    found = returns(paca, row(APHM, "mo", since, until))
    assert {each.period for each in found if each.form == "mo_initiations"} == periods


@pytest.mark.parametrize(
    ("year", "since", "carrier"),
    [
        (2024, SINCE, CASTELLUCCIO),
        (2025, SINCE, AJACCIO),
        # an order of the day of the transfer speaks of the new situation
        (2025, date(2025, 1, 1), CASTELLUCCIO),
    ],
)
def test_the_hospital_that_carries_the_activity_is_expected(paca, year, since, carrier):
    bound = row(CASTELLUCCIO, "mo", since, order="corse-2023"), row(CASTELLUCCIO, "dmi", order="corse-2023")
    found = returns(paca, *bound, year=year)
    assert {each.finess for each in found if each.form.startswith("mo_")} == {carrier}
    # the event bears on MO alone
    assert {each.finess for each in found if each.form.startswith("dmi_")} == {CASTELLUCCIO}


def test_two_rows_that_one_hospital_carries_are_one_return(paca):
    bound = row(CASTELLUCCIO, "mo", order="corse-2023"), row(AJACCIO, "mo", order="corse-2023")
    assert len(returns(paca, *bound)) == len(returns(paca, bound[1])) == 5


def test_nobody_is_expected_after_a_closure(paca):
    closure = PerimeterEvent.model_validate(
        {
            "kind": "closure", "date": "2025-10-01", "from": {"name": "Fermé", "finess": APHM}, "activity": "tout",
            "status": "to_validate", "reference": {"title": "Essai"},
        }
    )  # fmt: skip
    region = paca.model_copy(update={"perimeter_events": (closure,)})
    assert {each.period for each in returns(region, row(APHM, "mo"))} == {"2025-S1"}


def test_a_campaign_of_one_territory_expects_its_own_hospitals(paca):
    bound = row(APHM, "mo"), row(AJACCIO, "mo", order="corse-2023")
    assert {each.finess for each in returns(paca, *bound, territory="corse")} == {AJACCIO}
    assert {each.finess for each in returns(paca, *bound)} == {APHM, AJACCIO}


def test_without_a_matrix_nobody_is_known(paca):
    assert expected(Contract(region=paca, targeting=None), FORMS, 2025) == ()


@pytest.mark.parametrize(
    ("day", "state"),
    [
        (date(2026, 3, 9), "reçu"),
        (date(2026, 3, 10), "reçu en retard"),
        (date(2026, 3, 21), "reçu en retard"),
        (date(2026, 3, 22), "hors délai"),
    ],
)
def test_what_is_received_on_each_side_of_both_dates(paca, day, state):
    cell = read_on(paca, END_OF_YEAR, received(APHM, day)).cell(APHM, "mo_initiations", "2025-S2")
    assert (cell.state, cell.timing, cell.awaited, cell.overdue) == (state, state, False, False)
    assert cell.late is (state != "reçu")


@pytest.mark.parametrize(
    ("today", "state", "overdue"),
    [
        (date(2026, 3, 9), "attendu", False),
        (date(2026, 3, 10), "attendu", True),
        (date(2026, 3, 21), "attendu", True),
        (date(2026, 3, 22), "non transmis", True),
    ],
)
def test_what_is_not_received_is_awaited_until_the_strict_date(paca, today, state, overdue):
    cell = read_on(paca, today).cell(APHM, "mo_initiations", "2025-S2")
    assert (cell.state, cell.awaited, cell.overdue) == (state, True, overdue)


def test_without_a_strict_date_nothing_comes_too_late(paca):
    whole = read_on(paca, date(2026, 3, 25), received(APHM, date(2026, 3, 25), form="mo_anomalies"))
    assert whole.state(APHM, "mo_anomalies", "2025-S2") == "reçu en retard"
    assert read_on(paca, date(2026, 3, 10)).state(APHM, "mo_anomalies", "2025-S2") == "non transmis"


def test_without_any_date_it_is_awaited_for_ever(paca):
    cell = read_on(paca, END_OF_YEAR).cell(APHM, "mo_initiations", "2025-S1")
    assert (cell.state, cell.overdue) == ("attendu", False)


def test_not_targeted_is_not_missing(paca):
    whole = read_on(paca, END_OF_YEAR)
    assert whole.state(APHM, "dmi_audit", "2025") == whole.state(AJACCIO, "mo_initiations", "2025-S2") == "sans objet"
    assert whole.cell(APHM, "dmi_audit", "2025") is None
    assert "sans objet" not in whole.counts()


@pytest.mark.parametrize(
    ("outcome", "awaited", "late"), [("incomplet", True, True), ("refusé", True, True), ("validé", False, False)]
)
def test_a_judgement_is_the_state_and_the_dates_are_kept(paca, outcome, awaited, late):
    day = date(2026, 3, 5)
    lines = received(APHM, day), received(APHM, day, outcome)
    cell = read_on(paca, date(2026, 3, 10), *lines).cell(APHM, "mo_initiations", "2025-S2")
    assert (cell.state, cell.timing, cell.awaited, cell.late) == (outcome, "reçu", awaited, late)
    assert cell.history == lines


def test_a_file_that_replaces_another_is_judged_by_its_own_day(paca):
    first = received(APHM, date(2026, 3, 5)), received(APHM, date(2026, 3, 5), "remplacé")
    whole = read_on(paca, END_OF_YEAR, *first, received(APHM, date(2026, 3, 22), sha="b"))
    cell = whole.cell(APHM, "mo_initiations", "2025-S2")
    assert (cell.state, len(cell.history)) == ("hors délai", 3)


def test_a_past_day_is_read_as_it_was(paca):
    whole = read_on(paca, date(2026, 3, 9), received(APHM, date(2026, 3, 10)))
    assert whole.state(APHM, "mo_initiations", "2025-S2") == "attendu"
    assert [each.received_on for each in whole.later] == [date(2026, 3, 10)]


def test_a_return_of_someone_who_was_not_asked_is_kept_apart(paca):
    whole = read_on(paca, END_OF_YEAR, received(AJACCIO, date(2026, 3, 9)))
    assert [each.finess for each in whole.outside] == [AJACCIO]
    assert AJACCIO not in whole.hospitals()


def test_the_most_overdue_comes_first_and_a_part_can_be_looked_at(paca):
    bound = row(APHM, "mo"), row(AJACCIO, "mo", order="corse-2023"), row(AJACCIO, "dmi", order="corse-2023")
    day = date(2026, 3, 9)
    whole = matrix(returns(paca, *bound), Receipts(lines=(received(AJACCIO, day),)), date(2026, 3, 10))
    # AP-HM: both S2 files; Ajaccio: the anomalies only (DMI is due on 31/03)
    assert whole.hospitals() == (APHM, AJACCIO)
    assert whole.of(AJACCIO)[0].expected.form == "mo_anomalies"
    assert whole.only(late=True).hospitals() == (APHM, AJACCIO)
    assert {cell.expected.finess for cell in whole.only(finess=AJACCIO).cells} == {AJACCIO}
    assert whole.only(form="dmi_audit").hospitals() == (AJACCIO,)
    assert whole.counts() == {"attendu": 9, "reçu": 1, "non transmis": 2}
    assert whole.columns()[:2] == (("mo_initiations", "2025-S1"), ("mo_initiations", "2025-S2"))


def with_deadline(region: Region, **change: object) -> Region:
    """The region with one deadline only, about MO, on the second half-year."""
    deadline = next(each for each in region.deadlines if each.period == "2025-S2" and "mo" in each.indicators)
    return region.model_copy(update={"deadlines": [deadline.model_copy(update=change)]})


def test_the_forms_of_a_deadline_pass_before_its_words(paca):
    words = {"object": "Preuve de correction des anomalies"}
    found = returns(with_deadline(paca, **words), row(APHM, "mo"))
    assert one(found, "mo_anomalies", "2025-S2").deadline is not None
    assert ("mo_initiations", "2025-S2") not in {(each.form, each.period) for each in found if each.deadline}
    found = returns(with_deadline(paca, **words, forms=("mo_initiations",)), row(APHM, "mo"))
    assert one(found, "mo_initiations", "2025-S2").deadline is not None
    assert one(found, "mo_anomalies", "2025-S2").deadline is None


def test_a_deadline_about_a_form_that_does_not_exist_is_refused(paca):
    with pytest.raises(ParameterFileError, match="« mo_initiation »"):
        returns(with_deadline(paca, forms=("mo_initiation",)), row(APHM, "mo"))
