"""What regional envelopes would give each hospital: the whole of them to the cent, or nothing and why, naming nobody."""

from dataclasses import replace
from decimal import Decimal
from fractions import Fraction

import pytest

from caqes_eval.campaign.region import Region
from caqes_eval.families.definition import Definition, Family
from caqes_eval.families.result import AmountRecord, Delivery, FamilyResult, IndicatorResult, Points
from caqes_eval.pipeline.contracts import Contract
from caqes_eval.pipeline.shares import regional_shares

A, B, C = "990780017", "990780025", "990780033"
RATE, COUNT = "dmi.audit_rate", "dmi.implants"
FAMILY = Family(
    code="dmi", title="Dispositifs médicaux implantables", volet="1", contracts=("dmi",), inputs=(), laws=(),
    definitions=(
        Definition(code=COUNT, label="DMI implantés", numerator="poses", unit="DMI", direction="none", why="."),
        Definition(
            code=RATE, label="Audit", numerator="x", denominator="y", unit="proportion", direction="higher", why="."
        ),
    ),
    measure=lambda case: [], advise=lambda case, results: [], activity=COUNT,
)  # fmt: skip
PRORATA = {"mode": "prorata_activite", "points_max": "3"}
MISSING = {"what": "la formule de partage", "where": "la décision", "waits": "le partage"}


def contract(sharing: dict[str, object] | None = None, *, amount: str = "100", missing: bool = False) -> Contract:
    status = {"status": "to_validate", "reference": {"title": "Essai"}}
    envelope = {
        "family": "dmi", "territory": "nord", "year": "2025", "amount": amount,
        "sharing": None if missing else sharing or PRORATA, **status, **({"missing": MISSING} if missing else {}),
    }  # fmt: skip
    return Contract(
        region=Region.model_validate(
            {
                "code": "essai", "name": "Essai", "omedit": "OMEDIT d’essai",
                "territories": [{"code": "nord", "name": "Nord", "departments": ["59", "99"]}],
                "contracts": [{"generation": "G2", "start": "2022-01-01", "end": "2026-12-31", **status}],
                "indicators": [
                    {"code": "dmi", "label": "DMI", "family": "dmi", "level": "regional", "volet": "1",
                     "since": "2022-01-01", **status}
                ],
                "envelopes": [envelope],
            }
        ),
        targeting=None,
    )  # fmt: skip


def indicator(code: str, numerator: object, denominator: object = None) -> IndicatorResult:
    value = None
    if numerator is not None:
        value = Fraction(str(numerator)) / (Fraction(str(denominator)) if denominator else 1)
    return IndicatorResult.model_validate(
        {
            "indicator": code, "label": code, "period": "2025", "unit": "DMI", "direction": "none",
            "numerator": None if numerator is None else Decimal(str(numerator)),
            "denominator": None if denominator is None else Decimal(str(denominator)), "value": value,
            "calculation": "", "status": "calculé" if value is not None else "données insuffisantes",
            "outcome": "sans objectif" if value is not None else "données insuffisantes",
        }
    )  # fmt: skip


def result(
    finess: str, points: object = 3, activity: IndicatorResult | None = None, *, sent: str | None = "reçu"
) -> FamilyResult:
    scored = Points.model_validate(
        {
            "points": None if points is None else Fraction(str(points)), "acquired": Fraction(1), "maximum": Decimal(3),
            "items": (), "status": "to_validate", "source": "Essai",
        }
    )  # fmt: skip
    delivery = (Delivery(input="dmi_audit.dossiers", label="Audit", period="2025", state=sent),) if sent else ()  # type: ignore[arg-type]
    return FamilyResult(
        campaign="essai", finess=finess, establishment="CH", family="dmi", period="2025",
        results=(activity or indicator(COUNT, 10),), points=scored, actions=(), findings=(), deliveries=delivery,
        sources=(), rules=(),
    )  # fmt: skip


def shares(
    *results: FamilyResult, given: Contract | None = None, family: Family = FAMILY, awaited: int = 0, **asked: object
) -> dict[str, list[AmountRecord]]:
    known = {each.finess: {"dmi": each} for each in results}
    where = {"year": 2025, "territory": "nord", "awaited": {"dmi": awaited}, **asked}
    return regional_shares(given or contract(), {"dmi": family}, known, **where)  # type: ignore[arg-type]


def amounts(found: dict[str, list[AmountRecord]]) -> dict[str, Decimal | None]:
    return {finess: each.amount for finess, (each,) in found.items()}


def test_points_times_activity_share_the_envelope() -> None:
    # weights 3 × 10, 1 × 10 and 2 × 30 of 100
    found = shares(result(A), result(B, 1), result(C, 2, indicator(COUNT, 30)))
    assert amounts(found) == {A: Decimal(30), B: Decimal(10), C: Decimal(60)}
    (record,) = found[A]
    assert (record.code, record.nature, record.status) == ("dmi.regional_share", "estimation", "to_validate")
    assert record.steps[0] == "enveloppe 100,00\u202f€"
    assert "elle change avec le score des autres" in record.reason


@pytest.mark.parametrize("amount", ["100", "0.01", "99999.99", "0"])
def test_the_shares_sum_to_the_envelope_to_the_cent(amount: str) -> None:
    found = amounts(shares(result(A), result(B), result(C), given=contract(amount=amount)))
    assert sum(each for each in found.values() if each is not None) == Decimal(amount)
    assert all(each is not None and each == each.quantize(Decimal("0.01")) for each in found.values())


def test_the_denominator_of_a_rate_is_its_activity() -> None:
    family = replace(FAMILY, activity=RATE)
    found = shares(
        result(A, 3, indicator(RATE, 1, 10)), result(B, 3, indicator(RATE, 20, 30)), family=family,
    )  # fmt: skip
    assert amounts(found) == {A: Decimal(25), B: Decimal(75)}


def test_an_unknown_score_gives_no_amount_to_anyone_and_names_nobody() -> None:
    found = shares(result(A), result(B, None), result(C))
    assert amounts(found) == {A: None, B: None, C: None}
    for (record,) in found.values():
        assert record.reason.startswith("1 établissement de la région sans score complet.")
        assert not any(finess in record.model_dump_json() for finess in (A, B, C))
        assert record.steps == ()


def test_an_evaluation_still_to_be_made_gives_no_amount() -> None:
    found = shares(result(A), result(B), awaited=2)
    assert amounts(found) == {A: None, B: None}
    assert "2 établissements de la région dont l’évaluation est encore à faire" in found[A][0].reason


def test_a_hospital_that_sent_nothing_gets_nothing_and_holds_up_nobody() -> None:
    nothing = result(B, None, indicator(COUNT, None), sent="non transmis")
    found = shares(result(A), nothing)
    assert amounts(found) == {A: Decimal(100), B: Decimal(0)}
    assert "rien" in found[B][0].reason.lower()


def test_what_was_measured_without_any_form_is_something_sent() -> None:
    found = shares(result(A), result(B, None, sent=None))
    assert amounts(found) == {A: None, B: None}


def test_an_unknown_activity_gives_no_amount() -> None:
    found = shares(result(A), result(B, 3, indicator(COUNT, None)))
    assert amounts(found) == {A: None, B: None}
    assert "L’activité (« DMI implantés ») d’un établissement au moins n’est pas connue." in found[A][0].reason


def test_a_rule_that_counts_no_activity_needs_none() -> None:
    parts = {"mode": "parts", "points_max": "3", "brackets": [{"parts": "1"}]}
    found = shares(result(A), result(B, 1, indicator(COUNT, None)), given=contract(parts))
    assert amounts(found) == {A: Decimal(75), B: Decimal(25)}


def test_a_formula_that_no_source_gives_is_told() -> None:
    found = shares(result(A), given=contract(missing=True))
    assert amounts(found) == {A: None}
    assert "Il manque la formule de partage." in found[A][0].reason


def test_too_many_points_are_refused_and_told() -> None:
    found = shares(result(A, 4), result(B))
    assert amounts(found) == {A: None, B: None}
    assert found[A][0].reason


@pytest.mark.parametrize("asked", [{"year": 2024}, {"territory": "sud"}])
def test_another_year_or_territory_has_no_envelope(asked: dict[str, object]) -> None:
    assert shares(result(A), **asked) == {A: []}


def test_nobody_evaluated_is_no_share() -> None:
    assert shares() == {}
