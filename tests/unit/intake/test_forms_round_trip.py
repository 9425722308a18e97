"""Any form filled validly reads back equal: every kind of cell, every sheet, absences included."""

from dataclasses import replace
from datetime import date
from unicodedata import is_normalized

import pytest
from forms_filling import filled, sent
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from caqes_eval.foundation.findings import Severity
from caqes_eval.identifiers import check_ucd
from caqes_eval.identifiers.finess import finess_key
from caqes_eval.intake.forms.definitions import FORMS
from caqes_eval.intake.forms.reading import read_form
from caqes_eval.intake.privacy import holds_nir
from caqes_eval.intake.tables.cells import Absence, Cell
from caqes_eval.intake.values import Period, declared_absence
from caqes_eval.intake.values.absence import formula_fault
from caqes_eval.intake.values.content import clean

_SIGNS = "=+-@'’\"(),;:/%€&<>«»_.!?"
_LETTERS = st.characters(codec="latin-1", categories=("Lu", "Ll"))
_UCD = [code for code in map(str, range(9_261_000, 9_262_000)) if check_ucd(code).valid]


def _plain(text: str) -> bool:
    """Whether a text is one: not a word for « no value », a spreadsheet's error, a sum or a social security number."""
    return (
        is_normalized("NFC", text)
        and clean(text) == text
        and text != ""
        and declared_absence(Cell(text)) is None
        and not formula_fault(Cell(text))
        and not text.casefold().startswith("total")
        and not holds_nir(text)
    )


texts = st.text(st.one_of(_LETTERS, st.sampled_from(_SIGNS + " 0123456789")), min_size=1, max_size=40).filter(_plain)
finess = st.tuples(st.sampled_from(["01", "13", "2A", "2B"]), st.integers(0, 999_999)).map(
    lambda parts: (eight := f"{parts[0]}{parts[1]:06}") + finess_key(eight)
)
months = st.builds(
    lambda year, month: Period.of_months(year, month, month), st.integers(2018, 2030), st.integers(1, 12)
)
periods = st.one_of(
    months,
    st.builds(
        lambda year, half: Period.of_months(year, 6 * half + 1, 6 * half + 6),
        st.integers(2018, 2030),
        st.integers(0, 1),
    ),
    st.builds(lambda year: Period.of_months(year, 1, 12), st.integers(2018, 2030)),
)
KINDS = {
    "text": texts,
    "count": st.integers(1, 10**9),
    "quantity": st.decimals(0, 10**6, places=3),
    "money": st.decimals(0, 10**9, places=2),
    "date": st.dates(date(2018, 1, 1), date(2030, 12, 31)),
    "month": months,
    "period": periods,
    "yes_no": st.booleans(),
    "finess": finess,
    "ucd": st.sampled_from(_UCD),
    "les": st.integers(0, 999_999).map(lambda number: f"I{number:06}"),
}


def answers_to(column):
    """Return the valid answers to a column; ``None`` leaves its cell empty."""
    if column.choices:
        valid = st.sampled_from([choice.code for choice in column.choices])
    else:
        valid = KINDS[column.kind]
        if column.kind == "count" and column.minimum == 0:
            valid = st.one_of(st.just(0), valid)
        if column.kind != "yes_no":
            valid = st.one_of(valid, valid, st.sampled_from([Absence.NOT_APPLICABLE, Absence.UNKNOWN]))
    return valid if column.required else st.one_of(st.none(), valid)


def key_of(schema, row):
    """Return the key of a record; two records with an absent part in it are never the same."""
    parts = tuple(row.get(code) for code in schema.key)
    absent = not parts or any(part is None or isinstance(part, Absence) for part in parts)
    return id(row) if absent else parts


def records_of(sheet):
    columns = [column for column in sheet.schema.columns if not column.prefilled]
    record = st.fixed_dictionaries({column.code: answers_to(column) for column in columns})
    if sheet.fixed:
        return st.lists(record, min_size=len(sheet.fixed), max_size=len(sheet.fixed))
    most = 1 if sheet.records == 1 else 4
    return st.lists(record, min_size=1, max_size=most, unique_by=lambda row: key_of(sheet.schema, row))


def small(form):
    """Return the form with less room: what is slow is opening hundreds of empty lines."""
    sheets = tuple(sheet if sheet.fixed else replace(sheet, records=min(sheet.records, 4)) for sheet in form.sheets)
    return replace(form, sheets=sheets)


SMALL = {code: small(form) for code, form in FORMS.items()}
SENT = {code: sent(form) for code, form in SMALL.items()}


def expected_cell(value):
    if isinstance(value, Absence):
        return None, value
    return value, Absence.MISSING if value is None else None


def lower_parts(form, answers):
    """Bring what is a part of something down to it, where both are numbers; twice, for the parts of a part."""
    for part in form.parts * 2:
        for row in answers[part.sheet]:
            numbers = row[part.part], row[part.whole]
            if all(type(number) is int for number in numbers):
                row[part.part] = min(numbers)


@pytest.mark.parametrize("code", FORMS)
@settings(
    max_examples=8, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
)
@given(data=st.data())
def test_any_valid_filling_reads_back_equal(code, data, tmp_path):
    form = SMALL[code]
    answers = {sheet.schema.code: data.draw(records_of(sheet), label=sheet.schema.label) for sheet in form.sheets}
    lower_parts(form, answers)
    if form.declaration:
        empty = data.draw(st.booleans(), label="rien à déclarer")
        answers[form.declaration.sheet][0][form.declaration.column] = empty
        if empty:
            answers[form.declaration.about] = []
    content = read_form(filled(form, SENT[code], answers, tmp_path / "reçu.xlsx"), form)
    assert [f.sentence() for f in content.findings if f.severity is not Severity.INFO] == []
    for sheet in form.sheets:
        table, rows = content.tables[sheet.schema.code], answers[sheet.schema.code]
        assert len(table.frame) == len(rows)
        for record, row in enumerate(rows):
            for column, value in row.items():
                read = table.frame.loc[record, column], table.absences.loc[record, column]
                assert read == expected_cell(value), (column, value)
    assert content.declaration is (answers["identification"][0][form.declaration.column] if form.declaration else None)
