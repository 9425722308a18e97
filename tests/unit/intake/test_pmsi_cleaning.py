"""The rules of ATIH: what each takes away is counted, and nothing else goes."""

from datetime import date
from decimal import Decimal
from fractions import Fraction

import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from caqes_eval.foundation.errors import ParameterFileError, ParameterRequiredError
from caqes_eval.foundation.shipped import shipped
from caqes_eval.intake.pmsi import clean_devices, clean_medicines, limits, rsf_unit, totals, with_medatu
from caqes_eval.regulation.parameters.rules import Rules
from caqes_eval.regulation.regime import Law

RULES = Rules.load(shipped("regulation"))


def law(rules: Rules = RULES) -> Law:
    return Law(rules=rules, activity=date(2025, 12, 31), decision=date(2026, 3, 1))


LIMITS = limits(law())
SCHEMA = pa.schema(
    [
        ("line", pa.int64()), ("finess", pa.string()), ("service", pa.string()), ("discharged", pa.date32()),
        ("stays", pa.int64()), ("ucd", pa.dictionary(pa.int32(), pa.string())), ("quantity", pa.decimal128(18, 3)),
        ("amount", pa.decimal128(18, 3)), ("administered", pa.date32()), ("indication", pa.string()),
    ]
)  # fmt: skip
USUAL = {
    "finess": "990000010", "service": "06", "discharged": date(2025, 6, 1), "stays": 1, "ucd": "9261104",
    "quantity": "2", "amount": "100", "administered": date(2025, 5, 1), "indication": "I000672",
}  # fmt: skip


def table(*rows: dict[str, object]) -> pa.Table:
    full = [{**USUAL, **row, "line": n} for n, row in enumerate(rows, start=1)]
    for row in full:
        row |= {name: None if row[name] is None else Decimal(str(row[name])) for name in ("quantity", "amount")}
    return pa.Table.from_pylist(full, schema=SCHEMA)


def devices(*rows: dict[str, object]) -> pa.Table:
    made = table(*rows)
    return made.rename_columns(["lpp" if name == "ucd" else name for name in made.column_names])


def taken(cleaned) -> dict[str, int]:
    return {removed.rule: removed.lines for removed in cleaned.removed if removed.lines}


@pytest.mark.parametrize(
    ("row", "rule"),
    [
        ({"quantity": 0}, "quantite_nulle"),
        ({"quantity": 0, "amount": -5}, "quantite_nulle"),
        ({"quantity": None}, "quantite_absente"),
        ({"quantity": "-0.001"}, "negatif"),
        ({"amount": "-0.01"}, "negatif"),
        ({"ucd": None}, "ucd_absente"),
        ({"administered": None, "discharged": None}, "sans_date"),
        ({"administered": date(2022, 12, 31)}, "hors_annees"),
        ({"administered": date(2026, 1, 1)}, "hors_annees"),
        ({"administered": None, "discharged": date(2022, 12, 1)}, "hors_annees"),
    ],
)
def test_each_rule_of_medicines_takes_its_line_and_tells_it(row, rule):
    cleaned = clean_medicines(table({}, row, {}), family="rsa_med", year=2025, limits=LIMITS, listed=None)
    assert taken(cleaned) == {rule: 1}
    assert cleaned.table["line"].to_pylist() == [1, 3]


@pytest.mark.parametrize(
    "row",
    [
        {"quantity": "0.001"}, {"amount": 0}, {"amount": None}, {"quantity": 1_000_000},
        {"administered": date(2023, 1, 1)}, {"administered": date(2025, 12, 31)},
        {"administered": None, "discharged": date(2023, 1, 1)}, {"discharged": None}, {"indication": None},
    ],
)  # fmt: skip
def test_what_no_rule_names_is_kept(row):
    cleaned = clean_medicines(table(row), family="rsa_med", year=2025, limits=LIMITS, listed=None)
    assert (taken(cleaned), len(cleaned.table)) == ({}, 1)


def test_each_rule_says_how_much_it_took():
    rows = table({"quantity": 0, "amount": 7}, {"quantity": 0, "amount": "0.5"}, {"quantity": -3, "amount": -30}, {})
    cleaned = clean_medicines(rows, family="rsa_med", year=2025, limits=LIMITS, listed=None)
    by_rule = {removed.rule: (removed.lines, removed.quantity, removed.amount) for removed in cleaned.removed}
    assert by_rule["quantite_nulle"] == (2, Decimal(0), Decimal("7.5"))
    assert by_rule["negatif"] == (1, Decimal(-3), Decimal(-30))
    assert by_rule["ucd_absente"] == (0, Decimal(0), Decimal(0))
    assert all(removed.label for removed in cleaned.removed)


def test_a_line_that_breaks_several_rules_goes_with_the_first():
    rows = table({"quantity": 0, "ucd": None, "administered": date(2001, 1, 1)})
    assert taken(clean_medicines(rows, family="rsa_med", year=2025, limits=LIMITS, listed={})) == {"quantite_nulle": 1}


@pytest.mark.parametrize(
    ("family", "quantity", "gone"),
    [("smr_med", "99.999", 0), ("smr_med", 100, 1), ("had_med", 100, 1), ("rsa_med", 100, 0), ("fichcomp_med", 100, 0)],
)
def test_great_quantities_are_errors_in_smr_and_had_only(family, quantity, gone):
    cleaned = clean_medicines(table({"quantity": quantity}), family=family, year=2025, limits=LIMITS, listed=None)
    assert taken(cleaned) == ({"quantite_aberrante": gone} if gone else {})


@pytest.mark.parametrize(
    ("span", "kept"),
    [
        ((None, None), True),
        ((date(2025, 5, 31), None), True),  # listed the last day of the month: the month counts
        ((date(2025, 6, 1), None), False),
        ((None, date(2025, 5, 1)), True),
        ((None, date(2025, 4, 30)), False),
    ],
)
def test_an_administration_is_within_the_period_of_the_list_by_month(span, kept):
    cleaned = clean_medicines(table({}), family="rsa_med", year=2025, limits=LIMITS, listed={"9261104": [span]})
    assert taken(cleaned) == ({} if kept else {"hors_liste": 1})
    assert cleaned.notes == ()


def test_without_a_day_the_month_of_discharge_tells_the_period():
    rows = table({"administered": None}, {"administered": date(2025, 6, 30)}, {})
    listed = {"9261104": [(date(2025, 6, 1), None)]}
    cleaned = clean_medicines(rows, family="rsa_med", year=2025, limits=LIMITS, listed=listed)
    assert cleaned.table["line"].to_pylist() == [1, 2]


def test_a_code_that_the_list_does_not_know_is_outside_and_without_list_nothing_goes():
    assert taken(clean_medicines(table({}), family="rsa_med", year=2025, limits=LIMITS, listed={})) == {"hors_liste": 1}
    without = clean_medicines(table({}), family="rsa_med", year=2025, limits=LIMITS, listed=None)
    assert "liste en sus" in without.notes[0]
    assert "hors_liste" not in {removed.rule for removed in without.removed}


def test_an_invoice_with_a_null_coefficient_is_dropped():
    rows = table({}, {}).append_column("fraction", pa.array([Decimal(0), Decimal(10000)], pa.decimal128(18, 3)))
    cleaned = clean_medicines(rows, family="rsf_h", year=2025, limits=LIMITS, listed=None)
    assert taken(cleaned) == {"fractionnement_nul": 1}


@pytest.mark.parametrize(
    ("row", "rule"),
    [
        ({"quantity": 0, "amount": 0}, "quantite_nulle"),
        ({"quantity": 0, "amount": 10}, "quantite_nulle"),
        ({"quantity": 0, "amount": -10}, "negatif"),
        ({"quantity": -1}, "negatif"),
        ({"ucd": None}, "lpp_absente"),
        ({"administered": date(2022, 1, 1)}, "hors_annees"),
        ({"ucd": "3100363"}, "hors_liste"),
    ],
)
def test_each_rule_of_devices(row, rule):
    rows = devices({"ucd": "8178447"}, {"ucd": "8178447"} | row)
    cleaned = clean_devices(rows, year=2025, limits=LIMITS, listed={"8178447": [(None, None)]})
    assert taken(cleaned) == {rule: 1}
    assert cleaned.table["line"].to_pylist() == [1]


def test_quantities_and_prices_are_divided_by_the_stays_before_they_are_summed():
    rows = table(
        {"stays": 3, "quantity": 1, "amount": 10}, {"stays": 3, "quantity": 1, "amount": 10},
        {"stays": 1, "quantity": 2, "amount": 5}, {"indication": "I999999", "stays": 7, "quantity": 7, "amount": 1},
    )  # fmt: skip
    ordinary, outside = totals(rows, by=("indication",))
    assert (ordinary.key, ordinary.lines) == (("I000672",), 3)
    assert (ordinary.quantity, ordinary.amount) == (Fraction(8, 3), Fraction(35, 3))
    assert (outside.quantity, outside.amount) == (Fraction(1), Fraction(1, 7))


def test_totals_without_stays_without_group_and_without_line():
    rows = table({}, {}).drop_columns(["stays"])
    assert [(t.key, t.lines, t.quantity, t.amount) for t in totals(rows, by=())] == [((), 2, 4, 200)]
    assert totals(table(), by=("ucd",)) == ()


@given(st.lists(st.tuples(st.integers(-(10**9), 10**9), st.integers(1, 12)), max_size=12))
def test_totals_are_the_exact_sum_of_the_shares(lines):
    rows = table(*({"quantity": Decimal(n).scaleb(-3), "stays": stays} for n, stays in lines))
    total = sum((Fraction(n, 1000) / stays for n, stays in lines), Fraction(0))
    assert sum((found.quantity for found in totals(rows, by=("ucd",))), Fraction(0)) == total


def test_avastin_of_medatu_is_counted_with_the_medicines_once():
    med = table({}, {"ucd": "9261110"}, {"ucd": "9328096"})
    atu = {"service": "09"}
    medatu = table(atu, atu, {"ucd": "9261110", "quantity": 5} | atu, {"ucd": "9328096"} | atu)
    cleaned = with_medatu(med, medatu, limits=LIMITS)
    # of the two equal lines, one is in MED; the third is new; the fourth is no Avastin
    assert [(row["origin"], row["line"]) for row in cleaned.table.to_pylist()] == [
        ("med", 1), ("med", 2), ("med", 3), ("medatu", 2), ("medatu", 3),
    ]  # fmt: skip
    (double,) = cleaned.removed
    assert (double.lines, double.quantity, double.amount) == (1, Decimal(2), Decimal(100))
    assert len(totals(cleaned.table, by=("ucd",))) == 3


def test_medatu_alone_and_med_alone():
    assert len(with_medatu(table(), table({}), limits=LIMITS).table) == 1
    assert len(with_medatu(table({}), table(), limits=LIMITS).table) == 1


def test_the_thresholds_are_dated_parameters_and_the_scale_of_an_rsf_is_asked_for():
    assert LIMITS.former_years == 2
    assert LIMITS.counted_in_med == {"9261104", "9261110"}
    assert {rule.status for rule in LIMITS.rules} == {"to_validate"}
    with pytest.raises(ParameterRequiredError, match="décimales des montants d’un RSF"):
        rsf_unit(law())
    assert rsf_unit(law(RULES.assuming({"pmsi.rsf_scale": Decimal("0.01")}))) == Decimal("0.01")
    with pytest.raises(ParameterFileError, match=r"rsf_scale\.yml"):
        rsf_unit(law(RULES.assuming({"pmsi.rsf_scale": Decimal("0.02")})))


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("years_kept", "P1M"),
        ("years_kept", "P2Y3M"),
        ("counted_in_med", "9261105"),
        ("counted_in_med", "3400892611044"),
    ],
)
def test_a_threshold_written_otherwise_is_refused(key, value):
    files = dict(RULES.items())
    content = files[f"pmsi.{key}"]
    changed = tuple(each.model_copy(update={"value": value}) for each in content.values)
    files[f"pmsi.{key}"] = content.model_copy(update={"values": changed})
    with pytest.raises(ParameterFileError, match=key):
        limits(law(Rules(files)))
