from dataclasses import replace
from datetime import date
from decimal import Decimal
from fractions import Fraction
from pathlib import Path

import pandas as pd
import pytest
from law import LAW_2024

from caqes_eval.families.biosimilars.family import FAMILY as BIOSIMILARS
from caqes_eval.families.case import Case
from caqes_eval.families.definition import Measure
from caqes_eval.families.evaluation import (
    NOT_BOUND,
    compare_to_past,
    evaluate,
    read_position,
    regional_distributions,
)
from caqes_eval.families.objectives import NONE_KNOWN
from caqes_eval.foundation.errors import RuleNotFoundError
from caqes_eval.foundation.shipped import shipped
from caqes_eval.regulation.parameters.rules import Rules
from caqes_eval.regulation.regime import regime
from caqes_eval.statistics.distribution import distribution

REGION = distribution([Fraction(1, 10), Fraction(3, 10), Fraction(5, 10)], minimum=2)


@pytest.mark.parametrize(
    ("value", "direction", "reading"),
    [
        (Fraction(4, 10), "higher", "plus favorable que la médiane"),
        (Fraction(4, 10), "lower", "moins favorable que la médiane"),
        (Fraction(3, 10), "higher", "égal à la médiane"),
        (Fraction(2, 10), "higher", "moins favorable que la médiane"),
        (None, "higher", None),
    ],
)
def test_the_position_reads_in_the_direction_of_good(
    value: Fraction | None, direction: str, reading: str | None
) -> None:
    assert read_position(value, REGION, direction) == reading


@pytest.mark.parametrize(
    ("now", "direction", "trend"),
    [
        (Fraction(1, 2), "higher", "progrès"),
        (Fraction(1, 2), "lower", "recul"),
        (Fraction(1, 4), "higher", "stable"),
        (Fraction(1, 8), "higher", "recul"),
        (None, "higher", None),
    ],
)
def test_the_past_reads_in_the_direction_of_good(now: Fraction | None, direction: str, trend: str | None) -> None:
    past = compare_to_past(now, 2023, Fraction(1, 4), direction)
    assert past.trend == trend
    assert past.change == (None if now is None else now - Fraction(1, 4))


CASE = Case(finess="990780017", year=2024, law=LAW_2024)


def region(*counts: tuple[int, int], minimum: int = 11) -> dict:
    measures = [(CASE, [Measure(code="biosimilars.rate", numerator=one, denominator=of)]) for one, of in counts]
    return regional_distributions(BIOSIMILARS, measures, minimum=minimum)


def test_a_region_of_ten_is_not_shown_and_a_region_of_eleven_is() -> None:
    assert region(*[(10, 20)] * 10) == {}
    assert region(*[(10, 20)] * 11)["biosimilars.rate"].count == 11


def test_neither_an_establishment_without_value_nor_a_small_volume_counts_in_the_region() -> None:
    assert region(*[(10, 20)] * 10, (0, 0)) == {}
    assert region(*[(10, 20)] * 10, (19, 19)) == {}


def result(now: tuple[int, int], before: tuple[int, int]):
    counted = {2024: now, 2023: before}
    # only what is counted is given: the family is otherwise as it ships
    family = replace(
        BIOSIMILARS,
        measure=lambda case: [
            Measure(code="biosimilars.rate", numerator=counted[case.year][0], denominator=counted[case.year][1])
        ],
    )
    two_years = pd.DataFrame({"year": [2023, 2024], "period": ["2023", "2024"]}, dtype=object)
    case = replace(CASE, tables={"open_phmev": two_years})
    (only,) = evaluate(family, case, region=region(*[(10, 20)] * 11))
    return only


def test_a_small_volume_is_compared_neither_to_the_region_nor_to_the_past() -> None:
    small = result((1, 19), (50, 100))
    assert (small.outcome, small.region, small.past) == ("petit volume", None, None)
    assert result((10, 20), (10, 19)).past is None
    assert result((10, 20), (10, 20)).past is not None


def test_a_change_that_prints_as_nothing_is_stable() -> None:
    assert result((50_000, 100_000), (50_001, 100_000)).past.trend == "stable"
    assert result((50_000, 100_000), (49_900, 100_000)).past.trend == "progrès"


def test_negative_boxes_make_no_rate() -> None:
    assert Measure(code="x", numerator=-1, denominator=-2).value is None


def measured(measure: Measure, **changes: object):
    """Evaluate one measure of an indicator made for the test, in a family otherwise as it ships."""
    definition = replace(
        BIOSIMILARS.definitions[0], **{"code": "x", "by_part": True, "target": None, "minimum": None, **changes}
    )
    family = replace(
        BIOSIMILARS, definitions=(definition,), measure=lambda case: [measure], derive=lambda case, results: []
    )
    (only,) = evaluate(family, CASE, region={})
    return only


def rate(numerator: object, denominator: object, **more: object) -> Measure:
    return Measure(code="x", numerator=numerator, denominator=denominator, **more)  # type: ignore[arg-type]


def test_few_cases_are_told_with_their_interval() -> None:
    few = measured(rate(8, 10), sampled=True, counted="dossier audité")
    # Wilson, 95 %: (8 + 1,92) / (10 + 3,84) ± ...
    low, high = few.interval
    assert (round(low, 3), round(high, 3)) == (Decimal("0.490"), Decimal("0.943"))
    assert "10 dossiers audités seulement" in few.caution


@pytest.mark.parametrize(
    ("numerator", "denominator", "sampled"),
    [
        (20, 30, True),  # thirty are enough
        (8, 10, False),  # boxes are no cases
        (0, 0, True),  # no case at all has no rate
        (Fraction(5, 2), Fraction(21, 2), True),  # a part of a case is no case
    ],
)
def test_others_have_no_interval(numerator: object, denominator: object, *, sampled: bool) -> None:
    result = measured(rate(numerator, denominator), sampled=sampled)
    assert (result.interval, result.caution) == (None, "")


def test_halves_are_told_uncertain_without_a_false_interval() -> None:
    halves = measured(rate(Fraction(15, 2), 10), sampled=True, counted="dossier")
    assert halves.interval is None
    assert "10 dossiers seulement" in halves.caution


def test_a_caution_of_the_measure_comes_first() -> None:
    both = measured(rate(8, 10, caution="Année incomplète."), sampled=True)
    assert both.caution.startswith("Année incomplète. 10 boîtes seulement")


@pytest.mark.parametrize("indicators", [frozenset({"mo"}), frozenset()])
def test_what_is_not_in_the_contract_is_measured_and_not_judged(indicators: frozenset[str]) -> None:
    definition = replace(BIOSIMILARS.definitions[0], contract="biosimilaires")
    family = replace(
        BIOSIMILARS,
        definitions=(definition,),
        measure=lambda case: [Measure(code=definition.code, numerator=90, denominator=100)],
        derive=lambda case, results: [],
    )
    shown = region(*[(10, 20)] * 11)
    (bound,) = evaluate(family, replace(CASE, indicators=frozenset({"biosimilaires"})), region=shown)
    (only,) = evaluate(family, replace(CASE, indicators=indicators), region=shown)
    assert (bound.outcome, bound.target is None, bound.region is None) == ("atteint", False, False)
    assert (only.outcome, only.status, only.target, only.region) == ("non concerné", "non concerné", None, None)
    assert only.reason == NOT_BOUND


def test_an_establishment_that_an_indicator_does_not_bind_is_not_of_the_region() -> None:
    definition = replace(BIOSIMILARS.definitions[0], contract="biosimilaires")
    family = replace(BIOSIMILARS, definitions=(definition,))
    counted = [Measure(code=definition.code, numerator=90, denominator=100)]
    bound, other = (replace(CASE, indicators=frozenset({code})) for code in ("biosimilaires", "mo"))
    assert regional_distributions(family, [(bound, counted)] * 11, minimum=11)[definition.code].count == 11
    assert regional_distributions(family, [(bound, counted)] * 10 + [(other, counted)], minimum=11) == {}


def test_data_that_do_not_suffice_are_no_zero_and_no_failure() -> None:
    lacking = measured(rate(None, None, lacking="Le retour n’a pas été transmis."), target="biosimilars.target")
    assert (lacking.value, lacking.outcome, lacking.status) == (None, "données insuffisantes", "données insuffisantes")
    assert (lacking.reason, lacking.calculation) == ("Le retour n’a pas été transmis.", "")


def test_what_was_counted_is_not_a_value_when_the_rest_is_lacking() -> None:
    assert measured(rate(3, 4, lacking="Le second semestre manque.")).value is None


def test_a_question_that_does_not_arise_is_none_of_these() -> None:
    without = measured(rate(None, None, without_object="L’établissement n’a pas de chirurgie."))
    assert (without.outcome, without.status) == ("non concerné", "non concerné")
    assert without.reason == "L’établissement n’a pas de chirurgie."


def test_a_zero_denominator_is_incalculable_and_a_zero_numerator_is_zero() -> None:
    assert measured(rate(0, 0)).outcome == "non calculable"
    assert "0 boîte" in measured(rate(0, 0)).reason
    zero = measured(rate(0, 50))
    assert (zero.value, zero.status, zero.outcome) == (0, "calculé", "sans objectif")


def test_an_answer_in_words_is_calculated_and_not_judged() -> None:
    told = measured(Measure(code="x", answer="totalement rempli", ratio=False), unit="mention", direction="none")
    assert (told.value, told.answer, told.status, told.outcome) == (
        None,
        "totalement rempli",
        "calculé",
        "sans objectif",
    )
    silent = measured(Measure(code="x", ratio=False), unit="mention", direction="none")
    assert (silent.answer, silent.status) == ("", "non calculable")


def test_an_indicator_judged_elsewhere_says_where() -> None:
    elsewhere = measured(rate(1, 2), untargeted="jugé dans le référentiel")
    assert (elsewhere.outcome, elsewhere.reason) == ("sans objectif", "jugé dans le référentiel")
    assert measured(rate(1, 2)).reason == NONE_KNOWN


def test_a_figure_that_the_law_lacks_leaves_the_value_and_asks_for_it() -> None:
    lacking = measured(rate(1, 2), target="referentials.epa.target")
    assert (lacking.value, lacking.outcome, lacking.target) == (Fraction(1, 2), "sans objectif", None)
    assert "le taux cible de l’indicateur « examens pré-anesthésiques »" in lacking.reason


def test_a_target_that_no_rule_has_stops_the_evaluation() -> None:
    with pytest.raises(RuleNotFoundError, match=r"biosimilars\.cible"):
        measured(rate(1, 2), target="biosimilars.cible")


@pytest.mark.parametrize(("part", "label"), [("x", ""), ("x.L04AB04", "L04AB04")])
def test_a_part_is_named_by_what_follows_its_indicator(part: str, label: str) -> None:
    assert measured(Measure(code=part, numerator=1, denominator=2)).part == label


def test_a_scale_divides_the_value_and_the_amount_told() -> None:
    cents = measured(rate(1050, 4, scale=100), unit="€/boîte", direction="lower")
    assert (cents.value, cents.numerator, cents.denominator) == (Fraction(21, 8), Decimal("10.5"), 4)
    assert cents.calculation.startswith("10,50")


BREAK = """description: Rupture
unit: texte
values:
- since: {since}
  value: les codes ont changé
  status: to_validate
  reference: {{title: Essai}}
"""


def over_years(folder: Path, since: str, counted: dict[int, tuple[int, int]], year: int = 2025):
    """Evaluate a rate over the years, with a break of its series."""
    (folder / "regime").mkdir()
    for path in (shipped("regulation") / "regime").glob("*.yml"):
        (folder / "regime" / path.name).write_bytes(path.read_bytes())
    (folder / "rupture.yml").write_text(BREAK.format(since=since), encoding="utf-8")
    law = regime(Rules.load(folder), activity_year=year, evaluation_date=date(year + 1, 6, 30)).law
    definition = replace(
        BIOSIMILARS.definitions[0], code="x", by_part=False, target=None, minimum=None, breaks=("rupture",)
    )
    family = replace(
        BIOSIMILARS,
        definitions=(definition,),
        measure=lambda case: [rate(*counted[case.year])],
        derive=lambda case, results: [],
    )
    table = pd.DataFrame({"year": list(counted), "period": [str(each) for each in counted]}, dtype=object)
    case = Case(finess="990780017", year=year, law=law, tables={"open_phmev": table})
    (only,) = evaluate(family, case, region={})
    return only


YEARS = {2023: (1, 10), 2024: (2, 10), 2025: (4, 10)}


@pytest.mark.parametrize(
    ("since", "comparable"),
    [
        ("2024-08-14", [False, False, True]),  # in the course of 2024: 2024 mixes both
        ("2024-01-01", [False, True, True]),  # on its first day: 2024 is wholly after
        ("2025-12-31", [False, False, True]),
        ("2023-01-01", [True, True, True]),
    ],
)
def test_a_year_on_the_other_side_of_a_break_is_not_comparable(
    tmp_path: Path, since: str, comparable: list[bool]
) -> None:
    result = over_years(tmp_path, since, YEARS)
    assert [(point.year, point.value) for point in result.history] == [
        (2023, Fraction(1, 10)), (2024, Fraction(2, 10)), (2025, Fraction(4, 10)),
    ]  # fmt: skip
    assert [point.comparable for point in result.history] == comparable
    assert all(("Les codes ont changé" in point.note) is not point.comparable for point in result.history)


def test_across_a_break_the_difference_is_no_progress(tmp_path: Path) -> None:
    past = over_years(tmp_path, "2024-08-14", YEARS).past
    assert (past.year, past.change, past.trend) == (2024, Fraction(2, 10), None)


def test_the_latest_year_that_has_a_value_is_compared(tmp_path: Path) -> None:
    past = over_years(tmp_path, "2020-01-01", {2022: (1, 10), 2024: (0, 0), 2025: (4, 10)}).past
    assert (past.year, past.trend) == (2022, "progrès")


def test_a_single_year_has_no_history(tmp_path: Path) -> None:
    only = over_years(tmp_path, "2020-01-01", {2025: (4, 10)})
    assert (only.history, only.past) == ((), None)
