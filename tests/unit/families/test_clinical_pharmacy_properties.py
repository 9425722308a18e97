"""What changes nothing of clinical pharmacy, and what always holds, whatever the answers."""

from fractions import Fraction

import pandas as pd
import pytest
from clinical_pharmacy_case import NA, absent, answered, by_code, case, diagnosed, year_of
from hypothesis import given, settings
from hypothesis import strategies as st

from caqes_eval.families.case import Case, together
from caqes_eval.families.clinical_pharmacy.family import FAMILY
from caqes_eval.families.clinical_pharmacy.inputs import ACTIVITY, CHAMPS, DIAGNOSIS, LABELS
from caqes_eval.families.clinical_pharmacy.rates import RATES
from caqes_eval.families.evaluation import evaluate
from caqes_eval.notebook.archived_tables import from_csv, kinds, to_csv

CELLS = st.one_of(st.integers(0, 400), st.none(), st.sampled_from([NA, "non connu"]))
CHANGES = st.dictionaries(st.sampled_from(sorted(LABELS)), CELLS, max_size=6)
FEW = settings(max_examples=25, deadline=None)


@st.composite
def activities(draw: st.DrawFn) -> list[dict]:
    """One or two years of some champs, most of their questions answered."""
    years = draw(st.sampled_from([(2025,), (2024, 2025)]))
    return [
        answered(champ, year, **draw(CHANGES))
        for year in years
        for champ in draw(st.lists(st.sampled_from(CHAMPS[:3]), unique=True, min_size=1))
    ]


def told(one: Case) -> tuple:
    """Everything that the family says of a case."""
    results = evaluate(FAMILY, one, region={})
    return results, dict(FAMILY.answers(one, results)), FAMILY.advise(one, results), FAMILY.notice(one)


@FEW
@given(activities(), st.randoms(use_true_random=False))
def test_the_order_of_the_rows_changes_nothing(activity, random):
    mixed = list(activity)
    random.shuffle(mixed)
    assert told(case(mixed)) == told(case(activity))


@FEW
@given(activities(), st.integers(0, 10))
def test_a_table_split_in_two_is_the_same_table(activity, cut):
    whole = case(activity)
    table = whole.tables[ACTIVITY]
    parts = together([table.iloc[:cut], table.iloc[cut:]])
    split = Case(**{**vars(whole), "tables": {**whole.tables, ACTIVITY: parts}})
    assert told(split) == told(whole)


@FEW
@given(activities())
def test_the_archived_tables_say_the_same(activity):
    whole = case(activity, [diagnosed(), diagnosed(2024)])
    read = {code: from_csv(to_csv(table), kinds(table)) for code, table in whole.tables.items()}
    assert told(Case(**{**vars(whole), "tables": read})) == told(whole)


@FEW
@given(activities())
def test_a_rate_is_between_nothing_and_everything_and_is_that_of_its_champs(activity):
    found = by_code(evaluate(FAMILY, case(activity), region={}))
    for rate in RATES:
        champs = [found[f"{rate.code}.{champ}"] for champ in CHAMPS]
        assert all(0 <= each.value <= 1 for each in champs if each.value is not None)
        counted = [each for each in champs if each.denominator is not None]
        whole = found[rate.code]
        if counted:
            assert (whole.numerator, whole.denominator) == (
                sum(each.numerator for each in counted),
                sum(each.denominator for each in counted),
            )
        else:
            assert whole.value is None
        lacking = [each.indicator.rpartition(".")[2] for each in champs if each.outcome == "données insuffisantes"]
        said = whole.caution if counted else whole.reason
        assert all(champ in said for champ in lacking)


@FEW
@given(activities())
def test_an_answer_missing_is_never_a_zero(activity):
    found = by_code(evaluate(FAMILY, case(activity), region={}))
    now = {row["champ"]: row for row in activity if row["year"] == 2025}
    for rate in RATES:
        for champ in CHAMPS:
            cells = [now.get(champ, {}).get(question) for question in (rate.numerator, rate.denominator)]
            if not all(isinstance(cell, int) for cell in cells):
                assert found[f"{rate.code}.{champ}"].value is None
            elif cells[1] and cells[0] <= cells[1] and not rate.within:
                assert found[f"{rate.code}.{champ}"].value == Fraction(*cells)


@FEW
@given(activities())
def test_another_year_changes_the_past_only(activity):
    now = [row for row in activity if row["year"] == 2025]
    both, alone = (by_code(evaluate(FAMILY, case(rows), region={})) for rows in ([*now, absent("MCO", 2023)], now))
    assert {code: each.value for code, each in both.items()} == {code: each.value for code, each in alone.items()}


def test_a_number_that_is_no_count_is_no_answer():
    for wrong in (True, -1, float("nan"), pd.NA):
        one = case()
        table = one.tables[ACTIVITY].copy()
        table["bmo"] = pd.Series([wrong, *table["bmo"][1:]], dtype=object)
        changed = Case(**{**vars(one), "tables": {**one.tables, ACTIVITY: table}})
        result = by_code(evaluate(FAMILY, changed, region={}))["clinical_pharmacy.bmo.MCO"]
        assert (result.value, result.outcome) == (None, "données insuffisantes")


def test_every_result_has_its_definition():
    found = evaluate(FAMILY, case([*year_of(answered("MCO")), *year_of(answered("MCO", 2024))]), region={})
    assert {FAMILY.definition(each.indicator).code for each in found} == {each.code for each in FAMILY.definitions}
    assert {each.contract for each in found} == {"pharmacie_clinique"}


def test_a_duplicate_of_the_diagnosis_counts_once():
    once, twice = (told(case(None, rows)) for rows in ([diagnosed()], [diagnosed(), diagnosed()]))
    assert once == twice


@pytest.mark.parametrize("code", [ACTIVITY, DIAGNOSIS])
def test_the_inputs_are_those_of_the_form(code):
    assert code in {each.code for each in FAMILY.inputs}
