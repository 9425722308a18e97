"""The case of an establishment: what became of each input asked for or received, whose rows, whose files."""

from dataclasses import replace
from datetime import date

import pandas as pd
import pytest

from caqes_eval.campaign.model import Campaign
from caqes_eval.campaign.receipts import Receipt, Receipts
from caqes_eval.campaign.region import Deadline
from caqes_eval.campaign.register import Register
from caqes_eval.families.action_plan import INPUT as PLAN
from caqes_eval.families.case import Delivery, Input
from caqes_eval.families.definition import Family
from caqes_eval.families.products import INPUT as PHMEV
from caqes_eval.families.result import FindingRecord, SourceFile
from caqes_eval.foundation.findings import Severity
from caqes_eval.foundation.shipped import shipped
from caqes_eval.intake.forms.definitions import FORMS
from caqes_eval.pipeline.cases import Records
from caqes_eval.pipeline.collection.expected import Expected
from caqes_eval.pipeline.collection.matrix import matrix
from caqes_eval.pipeline.evidence.model import HospitalEvidence, Part
from caqes_eval.pipeline.sources import Sources
from caqes_eval.regulation.parameters.rules import Rules
from caqes_eval.regulation.regime import regime

HOSPITAL, OTHER = "990780017", "990780025"
FORM = "mo_initiations"
SHEET = next(sheet.schema.code for sheet in FORMS[FORM].sheets if sheet.schema.code == "initiations")
CODE = f"{FORM}.{SHEET}"
CAMPAIGN = Campaign.model_validate(
    {
        "version": "1", "name": "essai", "title": "Essai", "year": "2025", "evaluation_date": "2026-06-30",
        "families": ["mo"],
        "establishments": [{"finess": HOSPITAL, "name": "CH"}, {"finess": OTHER, "name": "CHU"}],
    }
)  # fmt: skip
REGIME = regime(Rules.load(shipped("regulation")), activity_year=2025, evaluation_date=date(2026, 6, 30))
FAMILY = Family(
    code="mo", title="MO", volet="1", contracts=("mo",), laws=("mo",), definitions=(),
    inputs=(
        Input(code=CODE, label="Initiations"), Input(code="pmsi.med", label="MED", required=False), PHMEV,
        replace(PLAN, indicators=("mo",)),
    ),
    measure=lambda case: [], advise=lambda case, results: [],
)  # fmt: skip
DEADLINE = Deadline.model_validate(
    {
        "indicators": ("mo",), "period": "2025-S1", "object": "Initiations", "expected": date(2025, 9, 30),
        "strict": date(2025, 10, 15), "status": "to_validate", "reference": {"title": "Essai"},
    }
)  # fmt: skip


def receipt(on: date, outcome: str = "reçu", note: str = "", form: str = FORM) -> Receipt:
    return Receipt.model_validate(
        {
            "file": "a.xlsx", "sha256": "a" * 64, "received_on": on, "finess": HOSPITAL, "form": form,
            "period": "2025-S1", "outcome": outcome, "note": note,
        }
    )  # fmt: skip


def frame(rows: int = 1, year: int = 2025, period: str = "2025-S1") -> pd.DataFrame:
    return pd.DataFrame({"dci": pd.Series(["x"] * rows, dtype=object)}).assign(year=year, period=period)


def part(rows: int = 1, **changes: object) -> Part:
    content: dict[str, object] = {"period": "2025-S1", "files": ("a.xlsx",), "frame": frame(rows)}
    return Part(**{**content, **changes})  # type: ignore[arg-type]


def records(
    *parts: Part,
    receipts: tuple[Receipt, ...] = (),
    code: str = CODE,
    asked: bool = True,
    today: date = date(2026, 6, 30),
    indicators: tuple[str, ...] = ("mo",),
    form: str = FORM,
) -> Records:
    expected = Expected(
        finess=HOSPITAL, name="CH", form=form, indicators=indicators, period="2025-S1", deadlines=(DEADLINE,)
    )
    return Records(
        campaign=CAMPAIGN,
        register=Register(establishments=()),
        sources=Sources(year=2025, phmev={}, top_gen={}, present={}, repertoire=None),
        evidence={HOSPITAL: HospitalEvidence(parts={code: parts})} if parts else {},
        matrix=matrix([expected] if asked else [], Receipts(lines=receipts), today),
        bound=None,
        regime=REGIME,
    )


def delivery(given: Records, code: str = CODE) -> Delivery:
    (only,) = [each for each in given.case(CAMPAIGN.establishments[0], FAMILY).deliveries if each.input == code]
    return only


@pytest.mark.parametrize(
    ("on", "state"),
    [
        (date(2025, 9, 30), "reçu"),
        (date(2025, 10, 1), "reçu en retard"),
        (date(2025, 10, 15), "reçu en retard"),
        (date(2025, 10, 16), "hors délai"),
    ],
)
def test_what_was_received_is_dated_and_read(on: date, state: str) -> None:
    found = delivery(records(part(), receipts=(receipt(on),)))
    assert (found.state, found.usable, found.files) == (state, True, ("a.xlsx",))
    assert (found.received_on, found.expected_on, found.strict_on) == (on, date(2025, 9, 30), date(2025, 10, 15))
    assert bool(found.reason) is (state == "hors délai")


@pytest.mark.parametrize(
    ("today", "told"),
    [(date(2025, 9, 1), "rien n’est encore arrivé"), (date(2026, 6, 30), "n’a pas été transmis")],
)
def test_what_was_asked_for_and_never_came(today: date, told: str) -> None:
    found = delivery(records(today=today))
    assert (found.state, found.usable, found.files) == ("non transmis", False, ())
    assert told in found.reason


def test_nothing_asked_and_nothing_received_is_no_delivery() -> None:
    case = records(asked=False).case(CAMPAIGN.establishments[0], FAMILY)
    assert case.deliveries == ()
    assert dict(case.tables) == {}


def test_a_return_refused_is_unusable_with_the_reason_of_the_analyst() -> None:
    found = delivery(records(receipts=(receipt(date(2025, 9, 1), "refusé", "Mauvais établissement."),)))
    assert (found.state, found.usable) == ("inutilisable", False)
    assert "Mauvais établissement." in found.reason


def test_a_return_noted_incomplete_is_read_and_told() -> None:
    found = delivery(records(part(), receipts=(receipt(date(2025, 9, 1), "incomplet", "Il manque mars."),)))
    assert (found.state, found.usable) == ("reçu", True)
    assert "Il manque mars." in found.reason


def test_a_return_that_cannot_be_read_says_why() -> None:
    blocked = part(frame=None, blocked="Fichier a.xlsx, B4 : quantité négative.")
    found = delivery(records(blocked, receipts=(receipt(date(2025, 9, 1)),)))
    assert (found.state, found.usable) == ("inutilisable", False)
    assert found.reason == "Fichier a.xlsx, B4 : quantité négative."


def test_a_return_received_of_which_nothing_was_read_is_unusable() -> None:
    found = delivery(records(receipts=(receipt(date(2025, 9, 1)),)))
    assert (found.state, found.reason) == ("inutilisable", "Rien n’a pu être lu du retour.")


def test_a_return_declared_empty_is_a_zero_and_an_empty_one_is_not() -> None:
    given = records(part(0, declared_empty=True), receipts=(receipt(date(2025, 9, 1)),))
    assert delivery(given).state == "déclaré vide"
    case = given.case(CAMPAIGN.establishments[0], FAMILY)
    assert case.declared_empty(CODE)
    assert case.lacking(CODE) == ""
    assert delivery(records(part(0), receipts=(receipt(date(2025, 9, 1)),))).state == "reçu"


def test_a_source_that_nobody_asks_for_is_received() -> None:
    found = delivery(records(part(period="2025"), code="pmsi.med", asked=False), "pmsi.med")
    assert (found.state, found.period, found.reason) == ("reçu", "2025", "")


def test_a_source_in_two_files_of_which_one_is_blocked_is_usable_and_told() -> None:
    good = part(2, period="2025", files=("b.med",))
    bad = part(period="2025", files=("c.med",), frame=None, blocked="Fichier c.med : longueur inconnue.")
    given = records(good, bad, code="pmsi.med", asked=False)
    found = delivery(given, "pmsi.med")
    assert (found.state, found.usable, found.files) == ("reçu", True, ("b.med",))
    assert found.reason == "Fichier c.med : longueur inconnue."
    case = given.case(CAMPAIGN.establishments[0], FAMILY)
    assert len(case.tables["pmsi.med"]) == 2
    assert case.lacking("pmsi.med") == ""


def test_a_source_whose_every_file_is_blocked_is_unusable() -> None:
    bad = part(period="2025", frame=None, blocked="Illisible.")
    case = records(bad, code="pmsi.med", asked=False).case(CAMPAIGN.establishments[0], FAMILY)
    assert [each.state for each in case.deliveries] == ["inutilisable"]
    assert case.lacking("pmsi.med") == "Illisible."
    assert "pmsi.med" not in case.tables


def test_a_form_of_another_period_is_told_beside_the_one_asked_for() -> None:
    other = part(period="2024", files=("ancien.xlsx",), frame=frame(3, 2024, "2024"))
    given = records(part(), other, receipts=(receipt(date(2025, 9, 1)),))
    case = given.case(CAMPAIGN.establishments[0], FAMILY)
    assert [(each.period, each.state) for each in case.of(CODE)] == [("2025-S1", "reçu")]
    assert [(each.period, each.files) for each in case.of(CODE, year=2024)] == [("2024", ("ancien.xlsx",))]
    assert case.years(CODE) == (2024, 2025)
    assert (len(case.rows(CODE)), len(case.rows(CODE, year=2024))) == (1, 3)


def test_two_files_of_one_answer_are_one_delivery() -> None:
    given = records(part(files=("a.xlsx",)), part(2, files=("b.xlsx",)), receipts=(receipt(date(2025, 9, 1)),))
    assert delivery(given).files == ("a.xlsx", "b.xlsx")
    assert len(given.case(CAMPAIGN.establishments[0], FAMILY).rows(CODE)) == 3


@pytest.mark.parametrize(("indicators", "asked"), [(("dmi",), 0), (("mo", "dmi"), 1)])
def test_a_common_form_is_asked_for_only_for_the_indicators_it_serves(indicators: tuple[str, ...], asked: int) -> None:
    given = records(indicators=indicators, form="action_plan")
    case = given.case(CAMPAIGN.establishments[0], FAMILY)
    assert len(case.of("action_plan.plan_actions")) == asked


def test_another_hospital_has_nothing_of_it() -> None:
    given = records(part(), receipts=(receipt(date(2025, 9, 1)),))
    other = given.case(CAMPAIGN.establishments[1], FAMILY)
    assert (dict(other.tables), other.deliveries) == ({}, ())
    assert given.has_data(HOSPITAL, FAMILY)
    assert not given.has_data(OTHER, FAMILY)


def test_something_asked_is_something_known() -> None:
    assert records().has_data(HOSPITAL, FAMILY)
    assert not records(asked=False).has_data(HOSPITAL, FAMILY)


@pytest.mark.parametrize(
    ("bound", "concerned", "indicators"),
    [
        (None, True, None),
        ({HOSPITAL: frozenset({"mo"})}, True, frozenset({"mo"})),
        ({HOSPITAL: frozenset({"dmi"})}, False, frozenset({"dmi"})),
        # the matrix of the region names whom it binds: whoever is not there is bound by nothing
        ({OTHER: frozenset({"mo"})}, False, frozenset()),
    ],
)
def test_who_is_bound(
    bound: dict[str, frozenset[str]] | None, concerned: bool, indicators: frozenset[str] | None
) -> None:
    given = replace(records(), bound=bound)
    assert given.binds(HOSPITAL, FAMILY) is concerned
    assert given.case(CAMPAIGN.establishments[0], FAMILY).indicators == indicators
    assert given.binds(HOSPITAL, replace(FAMILY, contracts=()))


def test_findings_and_files_travel_with_the_families_that_read_them() -> None:
    finding = FindingRecord(code="x", severity=Severity.TO_CHECK, sentence="À voir.")
    source = SourceFile(role="Initiations", name="a.xlsx", sha256="ab", year=2025)
    own = HospitalEvidence(
        parts={},
        sources={FORM: (source, source), "dmi_audit": (replace_name(source, "b.xlsx"),)},
        findings={FORM: (finding, finding), "dmi_audit": (finding,), "pmsi.med": ()},
    )
    given = replace(records(asked=False), evidence={HOSPITAL: own})
    case = given.case(CAMPAIGN.establishments[0], FAMILY)
    assert given.sources_of(HOSPITAL, FAMILY, case) == (source,)
    assert given.findings_of(HOSPITAL, FAMILY) == (finding,)
    assert given.findings_of(OTHER, FAMILY) == ()


def replace_name(source: SourceFile, name: str) -> SourceFile:
    return source.model_copy(update={"name": name})
