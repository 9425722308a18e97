"""Every region, hospital and amount here is invented."""

from decimal import Decimal
from pathlib import Path

import pytest

from caqes_eval.campaign.workspace import Workspace
from caqes_eval.foundation.errors import (
    InputMissingError,
    InputValueError,
    ParameterFileError,
    ParameterRequiredError,
    RuleNotFoundError,
)
from caqes_eval.identifiers.finess import finess_key
from caqes_eval.pipeline.envelope import NO_AMOUNT, NO_SOURCE, EnvelopeRequest, SharedEnvelope, share_envelope

A, B = "990780017", "990780025"
REGION = """code: essai
name: Essai
omedit: OMEDIT d’essai
territories:
- {code: nord, name: Nord, departments: ["59", "99"]}
- {code: sud, name: Sud, departments: ["13"]}
contracts:
- {generation: G2, start: 2022-01-01, end: 2026-12-31, status: to_validate, reference: {title: Essai}}
indicators:
- {code: dmi, label: DMI, family: dmi, level: regional, volet: 1, since: 2022-01-01, status: to_validate,
   reference: {title: Essai}}
envelopes:
- family: dmi
  territory: nord
  year: 2024
  amount: 100
  hospitals: 2
  sharing:
    mode: prorata_activite
    points_max: 3
  status: to_validate
  reference: {title: Essai}
- family: dmi
  territory: sud
  year: 2024
  amount: 50.25
  sharing: null
  status: to_validate
  reference: {title: Essai}
  missing: {what: la formule DMI, where: la décision, waits: le partage}
"""
POINTS = f"finess;points;activite;signe;transmis\n{A};3;10;oui;oui\n{B};1;10;oui;oui\n"
BETTER = POINTS.replace(f"{B};1", f"{B};3")
FOR_ALL = {"mode": "parts", "points_max": Decimal(3), "brackets": [{"parts": Decimal(1)}]}


@pytest.fixture
def root(tmp_path: Path) -> Path:
    (tmp_path / "params" / "regions").mkdir(parents=True)
    (tmp_path / "params" / "regions" / "essai.yml").write_text(REGION, encoding="utf-8")
    (tmp_path / "points.csv").write_text(POINTS, encoding="utf-8")
    (tmp_path / "better.csv").write_text(BETTER, encoding="utf-8")
    return tmp_path


def shared(root: Path, **changes: object) -> SharedEnvelope:
    asked = {
        "region": "essai", "family": "dmi", "year": 2024, "territory": "nord", "points": root / "points.csv",
        "compare": None, "amount": None, "sharing": {},
    }  # fmt: skip
    return share_envelope(Workspace(root), EnvelopeRequest(**{**asked, **changes}))


def amounts(found: SharedEnvelope) -> dict[str, Decimal]:
    return {share.finess: share.amount for share in found.allocation.shares}


def test_the_region_gives_amount_and_rule(root):
    found = shared(root)
    # weights 30 and 10 of 40
    assert amounts(found) == {A: Decimal("75.00"), B: Decimal("25.00")}
    assert (found.simulation, found.reserves, found.changes) == ((), (), None)


def test_who_gains_and_who_loses_is_told_with_both_amounts(root):
    found = shared(root, compare=root / "better.csv")
    assert [(change.finess, change.before, change.after, change.gain) for change in found.changes] == [
        (B, Decimal("25.00"), Decimal("50.00"), Decimal("25.00")),
        (A, Decimal("75.00"), Decimal("50.00"), Decimal("-25.00")),
    ]


def test_a_rule_that_no_source_gives_is_asked_for(root):
    with pytest.raises(ParameterRequiredError, match="la formule DMI") as caught:
        shared(root, territory="sud")
    for said in ("la décision", "le partage", "--mode", "--points-max"):
        assert said in caught.value.remedy


@pytest.mark.parametrize("partial", [{"mode": "parts"}, {"points_max": Decimal(3)}])
def test_half_a_rule_is_no_rule(root, partial):
    with pytest.raises(ParameterRequiredError, match="la formule DMI"):
        shared(root, territory="sud", sharing=partial)


def test_a_rule_tried_is_a_simulation(root):
    found = shared(root, territory="sud", sharing=FOR_ALL)
    # scores 1 and 1/3 of 4/3: 3/4 and 1/4 of 5 025 cents are 3 768.75 and 1 256.25
    assert amounts(found) == {A: Decimal("37.69"), B: Decimal("12.56")}
    assert found.simulation == (NO_SOURCE,)


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"amount": Decimal(200)}, "le montant n’est pas celui de la source (100,00\u202f€)"),
        ({"sharing": {"cap": Decimal(60)}}, "des options remplacent la règle de la région"),
    ],
)
def test_a_value_in_the_place_of_the_regions_is_a_simulation(root, changes, reason):
    assert shared(root, **changes).simulation == (reason,)


def test_what_is_not_tried_stays_the_regions(root):
    assert amounts(shared(root, sharing={"cap": Decimal(60)})) == {A: Decimal("60.00"), B: Decimal("40.00")}


def test_the_regions_own_amount_is_no_simulation(root):
    assert shared(root, amount=Decimal("100.00")).simulation == ()


def test_an_envelope_that_the_region_does_not_have_is_asked_for(root):
    with pytest.raises(ParameterRequiredError, match="2023") as caught:
        shared(root, year=2023)
    assert "--envelope" in caught.value.remedy
    with pytest.raises(ParameterRequiredError, match="règle de partage"):
        shared(root, year=2023, amount=Decimal(10))
    found = shared(root, year=2023, amount=Decimal(10), sharing=FOR_ALL)
    assert found.simulation == (NO_AMOUNT, NO_SOURCE)
    assert (found.as_record()["reference"], found.as_record()["total"]) == (None, 10.0)


def test_a_number_of_hospitals_that_is_not_the_published_one_is_told(root):
    (root / "points.csv").write_text(POINTS.replace(f"{B};1", f"{B};0"), encoding="utf-8")
    assert shared(root).reserves == ("La source compte 2 établissements payés, ce partage 1.",)


@pytest.mark.parametrize(
    "sharing", [{"points_max": Decimal(0)}, {"mode": "parts"}, {"floor": Decimal(2), "cap": Decimal(1)}]
)
def test_options_that_contradict_one_another_are_refused(root, sharing):
    with pytest.raises(InputValueError, match="Les options de partage ne vont pas ensemble"):
        shared(root, sharing=sharing)


def test_a_wrong_rule_of_the_region_is_told_with_its_line(root):
    path = root / "params" / "regions" / "essai.yml"
    path.write_text(REGION.replace("points_max: 3", "points_max: -3"), encoding="utf-8")
    with pytest.raises(ParameterFileError) as caught:
        shared(root)
    line = REGION.splitlines().index("    points_max: 3") + 1
    assert [(fault.file, fault.line, fault.key) for fault in caught.value.findings] == [
        ("essai.yml", line, "points_max")
    ]


@pytest.mark.parametrize(
    ("changes", "error", "said", "remedy"),
    [
        ({"region": "esai"}, InputMissingError, "esai", "« essai »"),
        ({"region": "../../essai"}, InputMissingError, "params/regions", "essai"),
        ({"territory": "nrod"}, RuleNotFoundError, "nrod", "« nord »"),
        ({"territory": None}, RuleNotFoundError, "plusieurs territoires", "nord, sud"),
        ({"family": "dm"}, RuleNotFoundError, "dm", "« dmi »"),
    ],
)
def test_a_name_that_answers_nothing_is_told_with_the_known_ones(root, changes, error, said, remedy):
    with pytest.raises(error, match=said) as caught:
        shared(root, **changes)
    assert remedy in caught.value.remedy


def test_a_working_folder_without_regions_uses_those_of_the_product(tmp_path):
    (tmp_path / "points.csv").write_text(POINTS, encoding="utf-8")
    found = shared(tmp_path, region="val-de-brume", family="generics", year=2025, territory=None)
    assert found.territory == "val-de-brume"
    # weights 30 and 10 of 60 000 €
    assert amounts(found) == {A: Decimal("45000.00"), B: Decimal("15000.00")}


# --- who is paid, and how much ---------------------------------------------------------------------------------------


def test_a_hospital_of_another_territory_is_named(root):
    assert shared(root).reserves == ()
    elsewhere = shared(root, territory="sud", amount=Decimal(50), sharing=FOR_ALL).reserves
    assert (
        f"Hors des départements de Sud (13) : {A}, {B}. Vérifiez le fichier et le territoire avant de payer."
        in elsewhere
    )


@pytest.mark.parametrize(
    ("departments", "finess", "told"),
    [
        ('["2A", "2B"]', "2A0000014", False),
        ('["2A", "2B"]', "210000014", True),
        # overseas, the department has three characters and the number two; Mayotte (976) writes 98
        ('["974"]', "970400024", False),
        ('["976"]', "980500003", False),
        ('["75"]', "970400024", True),
    ],
)
def test_a_hospital_is_of_the_territory_by_its_first_two_characters(root, departments, finess, told):
    first_eight = finess[:8]
    finess = first_eight + finess_key(first_eight)
    region = root / "params" / "regions" / "essai.yml"
    region.write_text(REGION.replace('["59", "99"]', departments), encoding="utf-8")
    (root / "points.csv").write_text(POINTS.replace(A, finess).replace(f"{B};1;10;oui;oui\n", ""), encoding="utf-8")
    assert any("Hors des départements" in reserve for reserve in shared(root).reserves) is told


def test_an_amount_out_of_all_proportion_is_refused(root):
    largest = Decimal("999999999999.99")
    assert sum(amounts(shared(root, amount=largest)).values()) == largest
    for amount in (Decimal(10) ** 12, Decimal("9" * 60), Decimal("1e999999")):
        with pytest.raises(InputValueError, match="démesurée"):
            shared(root, amount=amount)
    for key in ("floor", "cap"):
        with pytest.raises(InputValueError, match="démesuré"):
            shared(root, sharing={key: Decimal("9" * 60)})


def test_an_amount_out_of_all_proportion_in_the_region_file_has_its_line(root):
    region = root / "params" / "regions" / "essai.yml"
    region.write_text(REGION.replace("amount: 100\n", "amount: 1000000000000\n"), encoding="utf-8")
    with pytest.raises(ParameterFileError) as caught:
        shared(root)
    (found,) = caught.value.findings
    assert (found.key, found.value) == ("envelopes, n° 1, amount", "1000000000000")
