"""The workbooks sent: whole, locked where they must be, the same bytes each time, and never a formula from a text."""

import io
import re
import zipfile
from datetime import date
from decimal import Decimal

import pytest
from forms_filling import RECIPIENT, SENT, opened, sent

from caqes_eval.foundation.french import typography
from caqes_eval.intake.forms.cells import ABSENCES
from caqes_eval.intake.forms.definitions import FORMS
from caqes_eval.intake.forms.definitions.dmi_mapping import MAPPING
from caqes_eval.intake.forms.form import PROPOSED
from caqes_eval.intake.forms.layout import address, layout_of
from caqes_eval.intake.forms.validation import LONGEST_FORMULA
from caqes_eval.intake.forms.writer import Recipient, write_form
from caqes_eval.intake.tables.cells import Absence

each_form = pytest.mark.parametrize("form", FORMS.values(), ids=FORMS)
HOSTILE = ['=HYPERLINK("http://x";"y")', "+33 4 91", "-1+1", "@SUM(A1)", "\t=1", "'=1", "=1+1"]


@pytest.fixture(scope="module")
def workbooks():
    return {code: opened(sent(form)) for code, form in FORMS.items()}


def validation_at(worksheet, place):
    found = [rule for rule in worksheet.data_validations.dataValidation if address(place) in rule.sqref]
    assert len(found) == 1
    return found[0]


@each_form
def test_sheets_stand_in_order(form, workbooks):
    workbook = workbooks[form.code]
    assert workbook.sheetnames == ["Lisez-moi", *(sheet.schema.label for sheet in form.sheets), "Listes", "_caqes"]
    assert [sheet.title for sheet in workbook if sheet.sheet_state == "hidden"] == ["_caqes"]


@each_form
def test_headings_are_those_of_the_schema_and_stay_in_sight(form, workbooks):
    for sheet in form.sheets:
        worksheet, layout = workbooks[form.code][sheet.schema.label], layout_of(sheet)
        written = [worksheet.cell(*layout.heading(place)).value for place in range(len(sheet.schema.columns))]
        assert written == [column.label for column in sheet.schema.columns]
        first = worksheet[worksheet.freeze_panes]
        assert first.row == layout.cell(0, 0)[0]


@each_form
def test_every_answer_is_validated_in_french(form, workbooks):
    for sheet in form.sheets:
        worksheet, layout = workbooks[form.code][sheet.schema.label], layout_of(sheet)
        for place, column in enumerate(sheet.schema.columns):
            for record in (0, layout.records - 1):
                rule = validation_at(worksheet, layout.cell(place, record))
            assert len(rule.formula1 or "") <= LONGEST_FORMULA
            assert len(rule.error) <= 255
            assert len(rule.prompt or "") <= 255
            assert len(rule.promptTitle) <= 32
            listed = column.kind in ("choice", "yes_no")
            assert (rule.type == "list") is listed
            assert bool(rule.formula1) is (column.kind not in ("text", "month", "period"))
            if rule.formula1:
                assert "Attendu" in rule.error or "Choisissez" in rule.error


@each_form
def test_drop_downs_offer_the_answers_of_the_schema(form, workbooks):
    workbook = workbooks[form.code]
    for sheet in form.sheets:
        layout = layout_of(sheet)
        for place, column in enumerate(sheet.schema.columns):
            if column.kind not in ("choice", "yes_no"):
                continue
            name, cells = validation_at(workbook[sheet.schema.label], layout.cell(place, 0)).formula1.split("!")
            offered = [cell.value for (cell,) in workbook[name][cells.replace("$", "")]]
            expected = [choice.label for choice in column.choices] or ["Oui", "Non"]
            assert offered == expected


@each_form
def test_proposed_lists_are_said_to_be_proposed(form, workbooks):
    readme, lists = workbooks[form.code]["Lisez-moi"], workbooks[form.code]["Listes"]
    text = "\n".join(cell.value for row in readme for cell in row if isinstance(cell.value, str))
    status = {tuple(cell.value for cell in column[2:] if cell.value): column[1].value for column in lists.columns}
    first = {}
    for table, column in form.lists():
        labels = tuple(choice.label for choice in column.choices)
        proposed = (table.code, column.code) in form.proposed
        assert status[labels] == (PROPOSED.capitalize() if proposed else None)
        if proposed:
            first.setdefault(labels, column.label)
    assert all(typography(f"« {label} »") in text for label in first.values())


@each_form
def test_only_the_cells_to_fill_are_open(form, workbooks):
    workbook = workbooks[form.code]
    assert workbook.security.lockStructure
    for worksheet in workbook:
        assert worksheet.protection.sheet
        assert worksheet.protection.password is None
    for sheet in form.sheets:
        worksheet, layout = workbook[sheet.schema.label], layout_of(sheet)
        answers = {
            layout.cell(place, record)
            for place in range(len(sheet.schema.columns))
            for record in range(layout.records)
        }  # fmt: skip
        opened_cells = {(cell.row, cell.column) for row in worksheet for cell in row if not cell.protection.locked}
        assert opened_cells <= answers
        known = {place for place in answers if worksheet.cell(*place).value is not None}
        assert opened_cells == answers - known
    for name in ("Lisez-moi", "Listes", "_caqes"):
        assert all(cell.protection.locked for row in workbook[name] for cell in row)


@each_form
def test_same_request_same_bytes_whatever_the_clock(form):
    content = sent(form)
    assert content == sent(form)
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        assert {entry.date_time for entry in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}
        core = archive.read("docProps/core.xml").decode()
    assert re.findall(r"<dcterms:(?:created|modified)[^>]*>([^<]*)<", core) == ["2025-01-01T00:00:00Z"] * 2


def test_another_request_other_bytes():
    form = FORMS["transport"]
    assert sent(form) != write_form(form, **(SENT | {"period": "S1 2025"}), establishment=RECIPIENT)


def test_the_file_says_what_it_is(workbooks):
    properties = workbooks["mo_initiations"].properties
    assert properties.creator == "caqes-eval"
    assert properties.title == "Médicaments onéreux : initiations hors référentiel (I999)"
    assert properties.subject == "Campagne paca-2025, S2 2025, 130786049"


@pytest.mark.parametrize("text", HOSTILE)
def test_a_text_never_becomes_a_formula(text):
    form = FORMS["action_plan"]
    hospital = Recipient(finess="130786049", name=text, city=text)
    row = {"indicator": "dmi", "action": text, "owner": text, "due": date(2026, 6, 30), "state": "done"}
    content = write_form(
        form, campaign=text, year=2025, period=text, establishment=hospital, prefill={"plan_actions": [row]}
    )
    workbook = opened(content)
    cells = [cell for worksheet in workbook for line in worksheet for cell in line if cell.value is not None]
    assert {cell.data_type for cell in cells} <= {"s", "n", "d"}
    assert sum(cell.value == text for cell in cells) >= 6
    assert all(cell.quotePrefix for cell in cells if cell.value == text)
    assert b"<f>" not in b"".join(
        zipfile.ZipFile(io.BytesIO(content)).read(f"xl/worksheets/sheet{n}.xml") for n in range(1, 6)
    )


def test_a_character_that_xml_refuses_is_shown():
    workbook = opened(
        write_form(FORMS["transport"], **SENT, establishment=Recipient(finess="130786049", name="CH\x00\x1b"))
    )
    assert workbook["Identification"].cell(5, 2).value == "CH\ufffd\ufffd"


def test_what_is_known_is_shown_and_only_identity_is_locked():
    form = FORMS["action_plan"]
    row = {"indicator": "dmi", "action": "Former le bloc", "due": date(2026, 6, 30), "state": "under_way"}
    workbook = opened(sent(form, {"plan_actions": [row]}))
    layout = layout_of(form.sheet("plan_actions"), [row])
    worksheet = workbook["Plan d’actions"]
    shown = {code: worksheet.cell(*layout.place(code)) for code in ("indicator", "action", "owner", "due", "state")}
    assert [cell.value if code != "due" else cell.value.date() for code, cell in shown.items()] == [
        "DMI", "Former le bloc", None, date(2026, 6, 30), "En cours",
    ]  # fmt: skip
    assert not any(cell.protection.locked for cell in shown.values())
    assert shown["action"].fill.fgColor.rgb != shown["owner"].fill.fgColor.rgb
    identity = layout_of(form.sheet("identification"))
    finess, site = (workbook["Identification"].cell(*identity.place(code)) for code in ("finess", "finess_et"))
    assert (finess.value, finess.protection.locked) == ("130786049", True)
    assert (site.value, site.protection.locked) == (None, False)
    assert finess.number_format == "@"
    # room for as many new actions as in an empty plan
    assert layout.records == 61


def test_last_answers_are_laid_over_the_items():
    form = FORMS["dmi_mapping"]
    answer = {"axis": "request", "number": 3, "answer": "partly", "comment": "en cours"}
    workbook = opened(sent(form, {MAPPING: [answer]}))
    lines = [[cell.value for cell in line] for line in workbook["Cartographie"].iter_rows(min_row=5)]
    assert len(lines) == 77
    # seven items of the first axis come before
    assert lines[7 + 2] == ["Demande", 3, "Demande, item 3", "Partiellement", "en cours"]
    assert [line for line in lines if line[3] is not None] == [lines[9]]


def test_absences_and_numbers_are_written_apart():
    form = FORMS["clinical_pharmacy"]
    known = [{"champ": "PSY", "bmo": Absence.NOT_APPLICABLE, "eligible": 0, "beds": Absence.MISSING}]
    layout = layout_of(form.sheet("activite"))
    worksheet = opened(sent(form, {"activite": known}))["Activité"]
    # PSY is the third champ
    assert worksheet.cell(*layout.place("champ", 2)).value == "PSY"
    assert worksheet.cell(*layout.place("bmo", 2)).value == "sans objet"
    assert worksheet.cell(*layout.place("eligible", 2)).value == 0
    assert worksheet.cell(*layout.place("beds", 2)).value is None
    assert worksheet.cell(*layout.place("bmo", 0)).value is None
    rule = validation_at(worksheet, layout.place("bmo", 0))
    assert rule.formula1 == "OR(AND(ISNUMBER(B7),B7>=0,INT(B7)=B7),COUNTIF(Listes!$A$3:$A$6,B7)>0)"
    assert ABSENCES == ("sans objet", "non disponible", "NA", "ND")


def test_an_amount_is_written_to_the_cent():
    form = FORMS["transport"]
    row = {"mode": "vsl", "trips": 12, "reimbursed": Decimal("1234.56")}
    layout = layout_of(form.sheet("transports"), [row])
    assert opened(sent(form, {"transports": [row]}))["Transports"].cell(*layout.place("reimbursed")).value == 1234.56


@pytest.mark.parametrize(
    ("code", "prefill", "said"),
    [
        ("transport", {"trajets": []}, "no such sheet"),
        ("transport", {"transports": [{"mode": "velo"}]}, "no answer of the list"),
        ("dmi_mapping", {MAPPING: [{"axis": "request", "number": 10}]}, "records unknown"),
        ("clinical_pharmacy", {"autodiagnostic": [{}, {}]}, "takes one record"),
    ],
)
def test_known_records_that_have_no_place_are_refused(code, prefill, said):
    with pytest.raises(ValueError, match=said):
        sent(FORMS[code], prefill)


def test_the_day_it_is_due_is_told():
    content = write_form(FORMS["transport"], **SENT, establishment=RECIPIENT, due=date(2026, 3, 9))
    told = {row[0].value: row[1].value for row in opened(content)["Lisez-moi"].iter_rows(max_col=2)}
    assert told["À renvoyer avant le"] == "09/03/2026"
    assert told["Établissement"] == "CH d’Essai, Aubagne"
    assert "À renvoyer avant le" not in {
        row[0].value for row in opened(sent(FORMS["transport"]))["Lisez-moi"].iter_rows()
    }
