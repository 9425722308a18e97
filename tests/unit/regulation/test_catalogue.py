"""Every rule of the catalogue, called as a worked example calls it: by its name, with inputs written in YAML."""

from dataclasses import replace
from datetime import date
from decimal import Decimal
from fractions import Fraction
from functools import cache
from typing import Any

import pytest
from pydantic import ConfigDict, ValidationError, validate_call

from caqes_eval.foundation.errors import InputValueError, ParameterRequiredError, RuleNotFoundError
from caqes_eval.foundation.shipped import shipped
from caqes_eval.foundation.strict_yaml import parse
from caqes_eval.regulation.calculations.catalogue import CATALOGUE
from caqes_eval.regulation.calculations.computation import Computation
from caqes_eval.regulation.parameters.rule import Subject
from caqes_eval.regulation.parameters.rules import Rules
from caqes_eval.regulation.regime import Law

SUPPOSED = {
    "incentive.national.rate.ipp": Decimal("0.20"),
    "overuse.excess_threshold": Decimal("0.10"),
    "overuse.acts": "liste supposée",
    "overuse.scale": "barème supposé",
}

BRANDS_2019 = (
    "Benepali", "Erelzi", "Enbrel", "Abasaglar", "Lantus", "Toujeo", "Amgevita", "Hulio", "Hyrimoz", "Imraldi", "Humira",
)  # fmt: skip
BRANDS_2023 = (
    *(brand for brand in BRANDS_2019 if brand != "Toujeo"),
    *("Nepexto", "Amsparity", "Hukyndra", "Idacio", "Yuflyma"),
)


def boxes(brands: tuple[str, ...], **counts: int) -> str:
    """The inputs of the grant: every brand of the list, at an explicit zero where it has no box."""
    told = ", ".join(f"{brand}: {count}" for brand, count in (dict.fromkeys(brands, 0) | counts).items())
    return f"boxes: {{{told}}}\nsignatory: true"


WHOLE_2023 = "first_day: 2023-01-01\nlast_day: 2023-12-31"

# rule: activity year, day of decision, inputs, and the amount or the answer worked out by hand
CALLS: dict[str, tuple[int, str, str, Decimal | bool | None]] = {
    "refusal_sanction": (2018, "2019-06-30", "receipts: 12000000.50", Decimal("120000.01")),
    "evaluation_sanction": (
        2019,
        "2019-12-27",
        "receipts: 1000000\nvolets: {socle: {amount: 8000.10}, transports: {rate: 1/50}}\ncontract_end: 2021-12-31",
        Decimal("18000.10"),
    ),
    "evaluation_les_reduction": (
        2019,
        "2020-06-30",
        "les_rate: 0.65\nles_base: 1000\nreduction: 0.4\noverride: {reason: relu, author: J. Martin}",
        Decimal(300),
    ),
    "g1_incentive": (2019, "2020-06-30", "savings: 1000\nmeasured: {transports: []}", Decimal(300)),
    "national_incentive": (
        2023,
        "2024-06-30",
        f"spending: {{ipp: {{previous: 1000.50, current: 500.50}}}}\n{WHOLE_2023}\nrevision: 1/4\nrevision_reason: retard",
        Decimal(75),
    ),
    "overuse_target": (2023, "2024-06-30", "target: 70\nprevious: 100", True),
    "overuse_persistence": (2023, "2024-06-30", "referral: 2022-06-30\ncount: 111\ntarget: 100", False),
    "overuse_ceiling": (
        2023,
        "2024-06-30",
        "acts: {A: {count: 130, target: 100, tariff: 100.10}}\nles_base: 100",
        Decimal("1551.50"),
    ),
    "overuse_abatement": (
        2023,
        "2024-06-30",
        "referral: 2022-06-30\nacts: {A: {count: 130, target: 100, tariff: 100, rate: 0.5}}",
        Decimal(1500),
    ),
    "overuse_les_reduction": (
        2023,
        "2024-06-30",
        "referral: 2022-06-30\nacts: {A: {count: 130, target: 100, tariff: 100}}\nles_base: 100\nreduction: 1/4",
        Decimal(25),
    ),
    "biosimilar_grant": (2019, "2020-06-30", boxes(BRANDS_2019, Benepali=60, Enbrel=40), Decimal(1800)),
    "no_double_count": (2019, "2020-06-30", "indicators: {taux: [etanercept]}", False),
    "referential": (2023, "2024-06-30", "indicator: perfadom\nmeasures: {amount: 100000, share: 4/5}", False),
    "yearly_target": (2023, "2024-06-30", "indicator: ipp\nspending: 95\nprevious: 100", True),
    "objective": (2024, "2025-06-30", "key: mo.i999_rate.target\nnumerator: 75940\ndenominator: 512788", True),
    "penalty_ceiling": (2027, "2028-06-30", "financing: 5000000", Decimal(100000)),
}


@cache
def shipped_rules() -> Rules:
    return Rules.load(shipped("regulation"))


def law(activity: int, decision: str, **subject: Any) -> Law:
    return Law(
        rules=shipped_rules().assuming(SUPPOSED),
        activity=date(activity, 12, 31),
        decision=date.fromisoformat(decision),
        subject=Subject(**{"region": "paca", **subject}),
    )


def called(code: str, case_law: Law, text: str) -> Any:
    function = validate_call(config=ConfigDict(arbitrary_types_allowed=True))(CATALOGUE[code])
    return function(case_law, **parse(text, shown_name="cas.yml").content)


def test_every_rule_of_the_catalogue_is_called_here():
    assert set(CALLS) == set(CATALOGUE)


@pytest.mark.parametrize("code", CATALOGUE)
def test_a_rule_is_called_with_inputs_written_in_yaml(code):
    activity, decision, text, expected = CALLS[code]
    result = called(code, law(activity, decision), text)
    assert result.rule == code
    assert (result.amount if isinstance(result, Computation) else result.respected) == expected


@pytest.mark.parametrize("code", CATALOGUE)
def test_a_result_tells_its_formula_its_parameters_and_speaks_french(code):
    activity, decision, text, _ = CALLS[code]
    result = called(code, law(activity, decision), text)
    assert result.parameters
    assert all(rule.reference.title for rule in result.parameters)
    told = [result.label, result.formula, *result.reserves]
    if isinstance(result, Computation):
        told += [step.label for step in result.steps]
        assert all(isinstance(step.value, Decimal | Fraction | int) for step in result.steps)
        assert all(step.shown() for step in result.steps)
        assert result.amount == result.amount.quantize(Decimal("0.01"))
    else:
        told += [condition.label for condition in result.conditions]
    assert all(sentence and "'" not in sentence for sentence in told)


@pytest.mark.parametrize("code", CATALOGUE)
def test_an_input_of_another_type_or_name_is_refused(code):
    activity, decision, text, _ = CALLS[code]
    with pytest.raises(ValidationError):
        called(code, law(activity, decision), f"{text}\nunknown_input: 1")


# what the shipped parameters say on both sides of their days
@pytest.mark.parametrize(
    ("code", "activity", "decision", "text", "expected"),
    [
        (
            "refusal_sanction",
            2018,
            "2019-12-27",
            "{receipts: 0, by_les_reduction: true, les_rate: 1, les_base: 10}",
            "3.00",
        ),
        (
            "refusal_sanction",
            2019,
            "2019-12-28",
            "{receipts: 0, by_les_reduction: true, les_rate: 1}",
            RuleNotFoundError,
        ),
        ("refusal_sanction", 2018, "2019-12-27", "{receipts: 1000, evaluation_sanction: 45}", "5.00"),
        ("refusal_sanction", 2019, "2019-12-28", "{receipts: 1000, evaluation_sanction: 45}", "10.00"),
        ("refusal_sanction", 2026, "2026-12-31", "receipts: 1000", "10.00"),
        ("refusal_sanction", 2026, "2027-01-01", "receipts: 1000", RuleNotFoundError),
        ("evaluation_sanction", 2017, "2018-06-30", "{receipts: 1000, volets: {socle: {rate: 1}}}", "0.00"),
        ("evaluation_sanction", 2018, "2019-06-30", "{receipts: 1000, volets: {socle: {rate: 1}}}", "0.00"),
        ("evaluation_sanction", 2019, "2019-12-27", "{receipts: 1000, volets: {socle: {rate: 1}}}", "10.00"),
        ("evaluation_sanction", 2019, "2019-12-28", "{receipts: 1000, volets: {socle: {rate: 1}}}", "0.00"),
        ("evaluation_sanction", 2019, "2019-12-27", "{receipts: 1000, volets: {socle: {}}}", ParameterRequiredError),
        ("g1_incentive", 2021, "2022-06-30", "savings: 10", "3.00"),
        ("g1_incentive", 2022, "2023-06-30", "savings: 10", RuleNotFoundError),
        ("g1_incentive", 2019, "2020-06-30", "{savings: 10, measured: {taux: [adalimumab]}}", InputValueError),
        ("overuse_target", 2018, "2019-06-30", "{target: 7, previous: 10}", RuleNotFoundError),
        ("overuse_target", 2019, "2020-06-30", "{target: 7, previous: 10}", True),
        ("overuse_target", 2026, "2027-06-30", "{target: 6, previous: 10}", False),
        ("overuse_target", 2027, "2028-06-30", "{target: 7, previous: 10}", RuleNotFoundError),
        ("biosimilar_grant", 2019, "2020-06-30", boxes(BRANDS_2019, Hulio=10, Toujeo=5), "313.00"),
        ("biosimilar_grant", 2020, "2021-06-30", boxes(BRANDS_2019, Hulio=10), ParameterRequiredError),
        ("biosimilar_grant", 2023, "2024-06-30", boxes(BRANDS_2023, Hulio=10), ParameterRequiredError),
        ("biosimilar_grant", 2023, "2024-06-30", boxes(BRANDS_2023, Toujeo=1), InputValueError),
        ("biosimilar_grant", 2019, "2020-06-30", "{boxes: {}, signatory: true}", InputValueError),
        ("no_double_count", 2018, "2019-06-30", "indicators: {taux: [etanercept]}", ParameterRequiredError),
        ("no_double_count", 2020, "2021-06-30", "indicators: {taux: [etanercept]}", ParameterRequiredError),
        ("referential", 2023, "2024-06-30", "{indicator: ipp, measures: {boxes: 8499}}", True),
        ("referential", 2023, "2024-06-30", "{indicator: ipp, measures: {boxes: 8500}}", False),
        ("referential", 2023, "2024-06-30", "{indicator: ambulance, measures: {share: 0.2, amount: 400000}}", False),
        ("referential", 2023, "2024-06-30", "{indicator: ambulance, measures: {share: 0.2, amount: 399999.99}}", True),
        ("referential", 2023, "2024-06-30", "{indicator: epa, measures: {}}", ParameterRequiredError),
        ("referential", 2017, "2018-06-30", "{indicator: phev, measures: {growth: 0.04}}", True),
        ("referential", 2018, "2019-06-30", "{indicator: phev, measures: {growth: 0.04}}", False),
        ("referential", 2022, "2023-06-30", "{indicator: phev, measures: {growth: 0.01}}", RuleNotFoundError),
        ("yearly_target", 2023, "2024-06-30", "{indicator: perfadom, spending: 95.01, previous: 100}", False),
        (
            "yearly_target",
            2023,
            "2024-06-30",
            "{indicator: ambulance, spending: 1, previous: 2}",
            ParameterRequiredError,
        ),
        ("overuse_ceiling", 2018, "2020-06-30", "acts: {A: {count: 13, target: 10, tariff: 100}}", RuleNotFoundError),
        ("overuse_ceiling", 2019, "2020-06-30", "acts: {A: {count: 13, target: 10, tariff: 100}}", "150.00"),
        ("overuse_ceiling", 2026, "2027-06-01", "acts: {A: {count: 13, target: 10, tariff: 100}}", "150.00"),
        ("overuse_ceiling", 2027, "2028-06-30", "acts: {A: {count: 13, target: 10, tariff: 100}}", RuleNotFoundError),
        ("penalty_ceiling", 2019, "2027-06-01", "financing: 100", RuleNotFoundError),
        ("penalty_ceiling", 2026, "2027-06-01", "financing: 100", RuleNotFoundError),
        ("penalty_ceiling", 2027, "2027-06-01", "financing: 100", "2.00"),
    ],
)
def test_the_shipped_parameters_on_both_sides_of_their_days(code, activity, decision, text, expected):
    if isinstance(expected, type):
        with pytest.raises(expected):
            called(code, law(activity, decision), text)
    else:
        result = called(code, law(activity, decision), text)
        assert (str(result.amount) if isinstance(result, Computation) else result.respected) == expected


# practice.md §2.3: UCD coded I999999 over all UCD of the liste en sus
@pytest.mark.parametrize(
    ("region", "year", "part", "whole", "attained"),
    [
        ("paca", 2022, 81889, 486997, False),
        ("paca", 2023, 70063, 482846, True),
        ("paca", 2024, 75940, 512788, True),
        ("corse", 2022, 2973, 25722, False),
        ("corse", 2023, 2908, 24466, False),
        ("corse", 2024, 2542, 26081, True),
    ],
)
def test_the_i999_rates_of_the_webinar(region, year, part, whole, attained):
    text = f"key: mo.i999_rate.target\nnumerator: {part}\ndenominator: {whole}"
    assert called("objective", law(year, f"{year + 1}-06-30", region=region), text).respected is attained


def test_the_rate_of_paca_2021_prints_as_15_4_and_has_no_target_yet():
    assert round(Fraction(76308, 496871) * 1000) == 154
    with pytest.raises(RuleNotFoundError):
        called("objective", law(2021, "2022-06-30"), "key: mo.i999_rate.target\nnumerator: 76308\ndenominator: 496871")


def test_the_euros_of_paca_2024_are_refused_as_impossible():
    text = "key: mo.i999_rate.target\nnumerator: 66282458\ndenominator: 20388741"
    with pytest.raises(InputValueError, match="impossible"):
        called("objective", law(2024, "2025-06-30"), text)


def test_a_missing_rate_of_the_national_incentive_says_that_it_is_20_or_30_percent():
    as_shipped = replace(law(2023, "2024-06-30"), rules=shipped_rules())
    for indicator in ("ipp", "perfadom", "ambulance", "epa", "ezetimibe", "pansements", "rehospitalisation_ic"):
        spending = f"spending: {{{indicator}: {{previous: 2, current: 1}}}}"
        with pytest.raises(ParameterRequiredError, match=r"20.%.*30.%"):
            called("national_incentive", as_shipped, f"{spending}\n{WHOLE_2023}")
