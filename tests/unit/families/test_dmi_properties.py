"""DMI: what must not change the figures."""

from random import Random

import pandas as pd
from dmi_cases import YEAR, case, diagnosis, record
from hypothesis import given, settings
from hypothesis import strategies as st

from caqes_eval.families.case import Case, together
from caqes_eval.families.definition import Measure
from caqes_eval.families.dmi import audit, mapping
from caqes_eval.families.dmi.family import FAMILY
from caqes_eval.intake.forms.definitions import dmi_audit

MAPPING, MAPPED, RECORDS, IMPLANTS = (
    "dmi_mapping.cartographie", "dmi_mapping.identification", "dmi_audit.dossiers", "pmsi.dmi",
)  # fmt: skip
ANSWERS = st.sampled_from(["yes", "partly", "no", "na", None])
SAID = st.sampled_from(["yes", "partial", "no", "na", None])


@st.composite
def cases(draw: st.DrawFn) -> Case:
    rows = diagnosis()
    for row in rows:
        row["answer"] = draw(ANSWERS)
    records = [
        record(number, **{code: draw(SAID) for code in ("reception_data", "ward_data", "dmp")})
        for number in range(1, draw(st.integers(1, 5)) + 1)
    ]
    devices = [
        {
            **YEAR,
            "lpp": draw(st.sampled_from(["3111111", "3222222"])),
            "quantity": draw(st.integers(0, 9)),
            "amount": 10,
        }
        for _ in range(draw(st.integers(1, 4)))
    ]
    identification = [{**YEAR, "file": "a.xlsx", "tool": "interdiag", "unit": "PUI"}]
    return case(cartographie=rows, identification=identification, dossiers=records, dmi=devices)


def changed(of: Case, **tables: pd.DataFrame) -> Case:
    names = {"mapping": MAPPING, "mapped": MAPPED, "records": RECORDS, "implants": IMPLANTS}
    return Case(
        finess=of.finess, year=of.year, law=of.law, indicators=of.indicators,
        tables={**of.tables, **{names[name]: table for name, table in tables.items()}},
    )  # fmt: skip


def measures(of: Case) -> list[Measure]:
    return list(FAMILY.measure(of))


@settings(deadline=None, max_examples=25)
@given(of=cases(), random=st.randoms(use_true_random=False))
def test_the_order_of_rows_changes_nothing(of: Case, random: Random) -> None:
    shuffled = {
        name: of.tables[code].iloc[random.sample(range(len(of.tables[code])), len(of.tables[code]))]
        for name, code in (("mapping", MAPPING), ("records", RECORDS), ("implants", IMPLANTS))
    }
    assert measures(changed(of, **shuffled)) == measures(of)
    assert FAMILY.advise(changed(of, mapping=shuffled["mapping"]), []) == FAMILY.advise(of, [])
    assert FAMILY.notice(changed(of, mapping=shuffled["mapping"])) == FAMILY.notice(of)


@settings(deadline=None, max_examples=25)
@given(of=cases(), at=st.integers(0, 77))
def test_a_workbook_split_in_two_files_of_the_same_unit_changes_nothing(of: Case, at: int) -> None:
    rows = of.tables[MAPPING]
    second = rows.iloc[at:].assign(file="b.xlsx")
    declared = of.tables[MAPPED]
    both = changed(
        of, mapping=together([rows.iloc[:at], second]), mapped=together([declared, declared.assign(file="b.xlsx")])
    )
    assert measures(both) == measures(of)


@settings(deadline=None, max_examples=25)
@given(of=cases())
def test_another_year_changes_nothing_in_the_year(of: Case) -> None:
    later = {code: of.tables[code].assign(year=2026, period="2026") for code in (MAPPING, RECORDS, IMPLANTS)}
    more = changed(
        of, mapping=together([of.tables[MAPPING], later[MAPPING]]), records=together([of.tables[RECORDS], later[RECORDS]]),
        implants=together([of.tables[IMPLANTS], later[IMPLANTS]]),
    )  # fmt: skip
    assert measures(more) == measures(of)


@settings(deadline=None, max_examples=25)
@given(of=cases())
def test_rates_are_between_zero_and_one_and_axes_add_up(of: Case) -> None:
    found = {each.code: each for each in measures(of)}
    for each in found.values():
        definition = FAMILY.definition(each.code)
        if definition.unit == "proportion" and each.value is not None:
            assert 0 <= each.value <= 1, each.code
    whole = found["dmi.completeness"]
    parts = [found[f"dmi.completeness.{axis.code}"] for axis in mapping.AXES]
    assert (whole.numerator, whole.denominator) == (sum(each.numerator for each in parts), 77)


def test_every_measure_has_a_definition_and_a_code_of_its_own() -> None:
    given_measures = measures(case(cartographie=diagnosis(), dossiers=[record(1)]))
    codes = [each.code for each in given_measures]
    assert len(set(codes)) == len(codes)
    assert {FAMILY.definition(code).code for code in codes} == {each.code for each in FAMILY.definitions}


def test_the_diagnosis_has_twelve_axes_and_seventy_seven_items() -> None:
    assert (len(mapping.AXES), mapping.ITEMS) == (12, 77)


def test_every_criterion_of_the_form_is_in_one_block() -> None:
    placed = [code for _, criteria in audit.BLOCKS.values() for code in criteria]
    columns = [each.code for each in dmi_audit.FORM.sheet(dmi_audit.RECORDS).schema.columns]
    assert placed == columns[4:]
    assert set(audit.REGULATORY) < set(placed)
