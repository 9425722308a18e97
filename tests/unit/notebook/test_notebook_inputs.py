import json
import shutil
from dataclasses import replace
from datetime import date
from decimal import Decimal
from fractions import Fraction
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from indicator_results import REGION
from pandas.testing import assert_frame_equal
from pydantic import ValidationError

from caqes_eval.campaign.region.scoring import Grid
from caqes_eval.families.result import Delivery, FindingRecord, SourceFile
from caqes_eval.foundation.errors import IntegrityError
from caqes_eval.foundation.findings import Severity
from caqes_eval.foundation.shipped import shipped
from caqes_eval.intake.tables.cells import Absence
from caqes_eval.notebook.archived_tables import canonical
from caqes_eval.notebook.inputs import Context, EstablishmentCard, Inputs
from caqes_eval.regulation.archive import archived
from caqes_eval.regulation.parameters.rule import Subject
from caqes_eval.regulation.parameters.rules import Rules
from caqes_eval.regulation.regime import regime

BOURG, AJACCIO = "010000024", "2A0000014"
OTHER_NUMBER = "010000032"
REPERTOIRE = pd.DataFrame({"cip13": ["0340093", "3400930000000"], "status": ["generic", "outside"]}, dtype="str")
APPLICABLE = regime(
    Rules.load(shipped("regulation")),
    activity_year=2025,
    evaluation_date=date(2026, 3, 31),
    subject=Subject(region="paca"),
)
LAW = archived(APPLICABLE.law.about(BOURG), ["generics", "open_phmev"], since=date(2024, 1, 1))
NUMBERS = ("boxes", "reimbursed_cents", "base_cents", "source_line", "year")
DELIVERY = Delivery(
    input="mo_initiations.initiations", label="Initiations", period="2025-S1", state="reçu en retard",
    received_on=date(2025, 10, 2), expected_on=date(2025, 9, 30), strict_on=date(2025, 10, 15),
)  # fmt: skip
GRID = Grid.model_validate(
    {
        "family": "generics", "since": "2022-07-01", "status": "to_validate", "reference": {"title": "Contrat d’essai"},
        "items": [{"code": "taux", "label": "Taux", "points": "2.5", "levels": {"oui": "2.5", "non": "0"}}],
    }
)  # fmt: skip


def rows(*labels: str, finess: str = BOURG, year: int = 2025) -> pd.DataFrame:
    texts = {
        "finess": finess, "cip13": "0340093000000", "atc5": "J01CA04", "atc5_label": "", "top_gen": "0",
    }  # fmt: skip
    numbers = {"boxes": 12, "reimbursed_cents": -5, "base_cents": 0, "year": year}
    content = [{**texts, "label": label, "period": str(year), **numbers} for label in labels]
    table = pd.DataFrame([{**row, "source_line": line} for line, row in enumerate(content, 2)])
    if table.empty:
        table = pd.DataFrame(columns=[*texts, "label", "period", *NUMBERS])
    return table.astype({name: "int64" if name in NUMBERS else "str" for name in table.columns})


def context(**changes: object) -> Context:
    content: dict[str, object] = {
        "campaign": "caqes-2025", "campaign_title": "Évaluation « 2025 »", "contract": "Région d’essai", "year": 2025,
        "evaluation_date": "2026-03-31", "family": "generics",
        "establishment": EstablishmentCard(
            finess=BOURG, name="CH de Bourg", city="Bourg", category="CH", numbers=(BOURG, OTHER_NUMBER), champs=("MCO",)
        ),
        "indicators": ("generiques",), "first_day": "2025-01-01", "last_day": "2025-12-31",
        "minimum_establishments": 11, "repertoire_source": "top_gen", "repertoire_date": None, "deliveries": (DELIVERY,),
        "sources": (SourceFile(role="Open PHMEV", name="a.csv", sha256="ab", year=2025, rows=3, encoding="cp1252"),),
        "findings": (FindingRecord(code="x", severity=Severity.TO_CHECK, sentence="À voir."),), "tool_version": "0.1",
    }  # fmt: skip
    return Context.model_validate({**content, **changes})


def inputs(products: pd.DataFrame, **changes: object) -> Inputs:
    given = Inputs(
        context=context(), law=LAW, region={"generics.repertoire_rate": REGION}, tables={"open_phmev": products}
    )
    return replace(given, **changes)


def received(*pairs: tuple[object, object], finess: str = BOURG) -> pd.DataFrame:
    table = pd.DataFrame({"finess": [finess] * len(pairs), "year": 2025, "period": "2025-S1"})
    table["quantity"] = pd.Series([quantity for quantity, _ in pairs], dtype=object)
    table["note"] = pd.Series([note for _, note in pairs], dtype=object)
    return canonical(table)


def written(folder: Path, given: Inputs) -> Path:
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir()
    for name, content in given.as_files().items():
        (folder / name).write_bytes(content)
    return folder


def assert_equal(read: Inputs, given: Inputs) -> None:
    assert (read.context, read.law, read.region, read.grid) == (given.context, given.law, given.region, given.grid)
    assert set(read.tables) == set(given.tables)
    for code, table in given.tables.items():
        assert_frame_equal(read.tables[code], table)
    if given.repertoire is None:
        assert read.repertoire is None
    else:
        assert_frame_equal(read.repertoire, given.repertoire)


FULL = inputs(
    pd.concat([rows("AMOXICILLINE", year=2024), rows("AMOXICILLINE", "PARACÉTAMOL")], ignore_index=True),
    repertoire=REPERTOIRE,
    grid=GRID,
)


def test_what_is_written_is_read_back_equal(tmp_path):
    assert_equal(Inputs.read(written(tmp_path / "inputs", FULL), finess=BOURG), FULL)


def test_without_grid_nor_repertoire(tmp_path):
    given = inputs(rows("A"))
    assert set(given.as_files()) == {"context.json", "law.json", "region.json", "tables.json", "open_phmev.csv"}
    assert_equal(Inputs.read(written(tmp_path / "inputs", given), finess=BOURG), given)


def test_each_input_is_a_file_of_its_own(tmp_path):
    tables = {
        "open_phmev": rows("A"),
        "pmsi.med": received((Fraction(1, 3), None)),
        "mo_initiations.initiations": received((Decimal("1.10"), Absence.NOT_APPLICABLE), (None, Absence.UNKNOWN)),
    }
    given = inputs(rows("A"), tables=tables)
    assert {f"{code}.csv" for code in tables} <= set(given.as_files())
    assert_equal(Inputs.read(written(tmp_path / "inputs", given), finess=BOURG), given)


def test_zero_missing_unknown_and_without_object_come_back_as_four(tmp_path):
    given = inputs(rows("A"), tables={"pmsi.med": received((0, Absence.UNKNOWN), (None, Absence.NOT_APPLICABLE))})
    read = Inputs.read(written(tmp_path / "inputs", given), finess=BOURG).tables["pmsi.med"]
    assert list(read["quantity"]) == [0, None]
    assert list(read["note"]) == [Absence.UNKNOWN, Absence.NOT_APPLICABLE]


def test_without_any_table(tmp_path):
    given = inputs(rows(), tables={})
    assert_equal(Inputs.read(written(tmp_path / "inputs", given), finess=BOURG), given)


def test_an_establishment_without_rows(tmp_path):
    read = Inputs.read(written(tmp_path / "inputs", inputs(rows())), finess=BOURG)
    assert list(read.tables["open_phmev"].columns) == list(rows().columns)
    assert read.tables["open_phmev"].empty


def test_a_repertoire_without_rows(tmp_path):
    read = Inputs.read(written(tmp_path / "inputs", inputs(rows("A"), repertoire=REPERTOIRE.iloc[:0])), finess=BOURG)
    assert read.repertoire is not None
    assert list(read.repertoire.columns) == ["cip13", "status"]
    assert read.repertoire.empty


def test_equal_inputs_give_equal_bytes(tmp_path):
    again = replace(
        FULL,
        tables={"open_phmev": FULL.tables["open_phmev"].copy()},
        repertoire=REPERTOIRE.copy(),
        law=archived(APPLICABLE.law.about(BOURG), ["open_phmev", "generics"], since=date(2024, 1, 1)),
    )
    assert again.as_files() == FULL.as_files()
    read = Inputs.read(written(tmp_path / "inputs", FULL), finess=BOURG)
    assert read.as_files() == FULL.as_files()


def test_the_case_says_what_the_context_says():
    case = FULL.case()
    assert (case.finess, case.year, case.indicators) == (BOURG, 2025, frozenset({"generiques"}))
    assert (case.first_day, case.last_day) == (date(2025, 1, 1), date(2025, 12, 31))
    assert (case.deliveries, case.champs, case.years("open_phmev")) == ((DELIVERY,), frozenset({"MCO"}), (2024, 2025))
    assert case.law.rule("generics.repertoire_rate.target").amount == Decimal("0.49")


def test_nobody_says_is_not_binds_nothing():
    nobody = replace(FULL, context=context(indicators=None)).case()
    assert nobody.indicators is None
    assert nobody.binds("generiques")
    nothing = replace(FULL, context=context(indicators=())).case()
    assert nothing.indicators == frozenset()
    assert not nothing.binds("generiques")


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("open_phmev.csv", ';"0340093000000";'),
        ("open_phmev.csv", '\n"010000024";'),
        ("repertoire.csv", '\n"0340093";"generic"\n'),
        ("context.json", '"finess": "010000024"'),
        ("context.json", "Évaluation « 2025 »"),
        ("context.json", '"state": "reçu en retard"'),
        ("law.json", '"0.49"'),
        ("law.json", '"generics.repertoire_rate.target"'),
        ("region.json", '"median": "3/5"'),
        ("grid.json", '"2.5"'),
        ("tables.json", '"cip13": "text"'),
        ("tables.json", '"boxes": "integer"'),
    ],
)
def test_the_files_say_it_as_it_is_in_utf8_with_unix_ends(name, text):
    content = FULL.as_files()[name]
    assert text in content.decode("utf-8")
    assert b"\r" not in content
    assert content.endswith(b"\n")


@pytest.mark.parametrize(
    "label",
    [
        "a;b", 'a"b', '"', '""', "a\nb", "a\r\nb", "a\rb", " a ", "", "NA", "nan", "None", "null", "007", "1e5", "1,5",
        "true", "é’œ€", "=1+1", "\t", "#", "'", "\\", "\u2028", "a;b;\n\"c\"", "sans objet", "non connu",
    ],
)  # fmt: skip
def test_any_label_survives(tmp_path, label):
    given = inputs(rows("avant", label, "après"))
    assert_equal(Inputs.read(written(tmp_path / "inputs", given), finess=BOURG), given)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\r")), min_size=1, max_size=4))
def test_whatever_the_labels_are_they_survive(tmp_path, labels):
    given = inputs(rows(*labels))
    assert_equal(Inputs.read(written(tmp_path / "inputs", given), finess=BOURG), given)


def test_text_columns_keep_their_zeros_and_numbers_are_numbers(tmp_path):
    read = Inputs.read(written(tmp_path / "inputs", FULL), finess=BOURG).tables["open_phmev"]
    assert read.loc[0, ["finess", "cip13", "top_gen", "atc5_label"]].tolist() == [BOURG, "0340093000000", "0", ""]
    assert {name: str(read[name].dtype) for name in NUMBERS} == dict.fromkeys(NUMBERS, "int64")
    assert read["source_line"].tolist() == [2, 2, 3]
    assert read["reimbursed_cents"].sum() == -15


@pytest.mark.parametrize(
    ("given", "asked", "told"),
    [
        (FULL, AJACCIO, f"celles de {BOURG}, pas de l’établissement {AJACCIO}"),
        (FULL, "10000024", f"celles de {BOURG}, pas de l’établissement 10000024"),
        # another number of the hospital is not the one it is followed under
        (FULL, OTHER_NUMBER, f"celles de {BOURG}, pas de l’établissement {OTHER_NUMBER}"),
        (FULL, "", r"pas de l’établissement \(vide\)"),
        (inputs(rows("A", finess=AJACCIO)), BOURG, f"celles de {AJACCIO}, pas de"),
        (inputs(rows("A", finess=AJACCIO)), AJACCIO, f"celles de {BOURG}, {AJACCIO}, pas de"),
        (inputs(pd.concat([rows("A"), rows("B", finess=AJACCIO)])), BOURG, AJACCIO),
        (inputs(rows("A"), tables={"pmsi.med": received((1, None), finess=AJACCIO)}), BOURG, AJACCIO),
        (inputs(rows()), AJACCIO, f"celles de {BOURG}, pas de"),
    ],
)
def test_the_rows_of_another_hospital_are_refused(tmp_path, given, asked, told):
    with pytest.raises(IntegrityError, match=told) as caught:
        Inputs.read(written(tmp_path / "inputs", given), finess=asked)
    assert "caqes run" in caught.value.remedy


def test_every_number_of_the_hospital_is_its_own(tmp_path):
    given = inputs(rows("A"), tables={"pmsi.med": received((1, None), finess=OTHER_NUMBER)})
    assert_equal(Inputs.read(written(tmp_path / "inputs", given), finess=BOURG), given)


def test_a_legal_number_of_another_is_refused_too(tmp_path):
    table = received((1, None)).assign(legal_finess=AJACCIO)
    with pytest.raises(IntegrityError, match=AJACCIO):
        Inputs.read(written(tmp_path / "inputs", inputs(rows("A"), tables={"extraction.ipp": table})), finess=BOURG)


def test_a_context_of_another_version_is_refused(tmp_path):
    folder = written(tmp_path / "inputs", FULL)
    content = json.loads((folder / "context.json").read_text(encoding="utf-8"))
    (folder / "context.json").write_text(json.dumps({**content, "version": 1}), encoding="utf-8")
    with pytest.raises(ValidationError, match="version"):
        Inputs.read(folder, finess=BOURG)
