"""The forms as data: what they ask is what practice.md says, and what is proposed says so."""

from datetime import date

import pytest

from caqes_eval.intake.forms.definitions import FORMS
from caqes_eval.intake.forms.definitions.action_plan import Completeness, completeness
from caqes_eval.intake.forms.definitions.dmi_audit import RECORDS
from caqes_eval.intake.forms.definitions.dmi_audit import form as dmi_audit
from caqes_eval.intake.forms.definitions.dmi_mapping import AXES, MAPPING
from caqes_eval.intake.forms.definitions.mo_initiations import INITIATIONS
from caqes_eval.intake.forms.form import digest, listed, with_choices
from caqes_eval.intake.tables.cells import Absence
from caqes_eval.intake.tables.headings import Vocabulary

# lists that a source gives: every other one is a proposal
SOURCED = {
    ("initiations", "level_1"), ("initiations", "declared_code"), ("anomalies", "anomaly"), ("identification", "tool"),
    ("cartographie", "axis"), ("systeme_information", "indication_mode"), ("dossiers", "management"), ("activite", "champ"),
}  # fmt: skip

each_form = pytest.mark.parametrize("form", FORMS.values(), ids=FORMS)


def test_the_forms_of_the_families() -> None:
    assert list(FORMS) == [
        "mo_initiations", "mo_anomalies", "dmi_mapping", "dmi_audit", "clinical_pharmacy", "transport", "action_plan",
    ]  # fmt: skip


@each_form
def test_every_list_is_sourced_or_said_to_be_proposed(form):
    lists = {(table.code, column.code) for table, column in form.lists()}
    assert lists - SOURCED == form.proposed


@each_form
def test_every_layout_that_no_source_gives_says_so(form):
    assert any("à valider" in text or "n’est pas public" in text for text in form.instructions)


@each_form
def test_headings_can_be_told_apart(form):
    for sheet in form.sheets:
        Vocabulary(sheet.schema)


@each_form
def test_sheets_have_names_that_excel_takes(form):
    labels = [sheet.schema.label for sheet in form.sheets]
    assert len({label.casefold() for label in labels}) == len(labels)
    for label in labels:
        assert 0 < len(label) <= 31
        assert not set(label) & set("[]:*?/\\'")


@each_form
def test_what_a_form_declares_it_asks(form):
    if declaration := form.declaration:
        assert form.sheet(declaration.about)
        assert form.sheet(declaration.sheet).schema.column(declaration.column).kind == "yes_no"


@each_form
def test_fixed_records_answer_to_the_key_of_their_table(form):
    for sheet in form.sheets:
        keys = [tuple(row[code] for code in sheet.schema.key) for row in sheet.fixed]
        assert len(set(keys)) == len(keys)


def test_the_mapping_has_the_77_items_of_the_twelve_axes():
    items = [row["item"] for row in FORMS["dmi_mapping"].sheet(MAPPING).fixed]
    # practice.md §3.2: US, demande, réception, stockage, utilisation, retours, traçabilité ×2, soins ×4
    assert [axis.items for axis in AXES] == [7, 9, 4, 13, 6, 4, 12, 7, 4, 4, 4, 3]
    assert len(items) == 77
    assert len(set(items)) == 77
    assert "Demande, item 3" in items
    assert "Demande, item 10" not in items


def test_the_two_anomalies_are_worded_as_e_pmsi_does():
    column = FORMS["mo_anomalies"].sheet("anomalies").schema.column("anomaly")
    assert [choice.label for choice in column.choices] == [
        "Association UCD indication incorrecte",
        "Association UCD indication inscrite non liste en SUS",
    ]


def test_the_audit_is_transposed_and_takes_as_many_records_as_wanted():
    assert FORMS["dmi_audit"].sheet(RECORDS).schema.transposed
    assert FORMS["dmi_audit"].sheet(RECORDS).records == 10
    assert dmi_audit(30).sheet(RECORDS).records == 30


def test_a_region_gives_its_own_list():
    form = FORMS["mo_initiations"]
    changed = with_choices(form, {(INITIATIONS, "argument_type"): listed({"rcp": "RCP", "other": "Autre"})})
    assert [choice.code for choice in changed.sheet(INITIATIONS).schema.column("argument_type").choices] == [
        "rcp",
        "other",
    ]
    assert (INITIATIONS, "argument_type") not in changed.proposed
    assert changed.sheet(INITIATIONS).schema.column("age_class") == form.sheet(INITIATIONS).schema.column("age_class")
    assert digest(changed) != digest(form)


def test_a_region_cannot_give_a_list_where_there_is_none():
    with pytest.raises(KeyError, match="dci"):
        with_choices(FORMS["mo_initiations"], {(INITIATIONS, "dci"): listed({"a": "A"})})


def test_the_digest_is_that_of_what_is_read_back():
    assert digest(dmi_audit(10)) == digest(dmi_audit(30))
    assert len({digest(form) for form in FORMS.values()}) == len(FORMS)


WHOLE = {"indicator": "dmi", "action": "Former", "owner": "PUI", "due": date(2026, 6, 30), "state": "under_way"}


@pytest.mark.parametrize(
    ("rows", "expected"),
    [
        ([], Completeness.NOT_SENT),
        ([{}], Completeness.NOT_SENT),
        ([{"indicator": "dmi"}], Completeness.NOT_SENT),
        ([WHOLE], Completeness.TOTAL),
        ([WHOLE, {}], Completeness.TOTAL),
        ([WHOLE, {"indicator": "mo"}], Completeness.TOTAL),
        ([WHOLE, WHOLE | {"owner": None}], Completeness.PARTIAL),
        ([WHOLE, {"finding": "à traiter"}], Completeness.PARTIAL),
        ([WHOLE | {"due": None}], Completeness.NOT_SENT),
        ([WHOLE | {"action": "  "}], Completeness.NOT_SENT),
        ([WHOLE, WHOLE | {"state": Absence.UNKNOWN}], Completeness.PARTIAL),
        ([WHOLE, {"finding": Absence.MISSING}], Completeness.TOTAL),
    ],
)
def test_completeness_of_a_plan(rows, expected):
    assert completeness(rows) is expected


def test_completeness_is_named_as_the_omedit_does():
    assert [level.label for level in Completeness] == ["totalement rempli", "partiellement rempli", "non transmis"]
