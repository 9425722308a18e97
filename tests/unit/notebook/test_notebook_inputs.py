import json
import shutil
from datetime import date
from decimal import Decimal
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from indicator_results import REGION
from pandas.testing import assert_frame_equal
from pydantic import ValidationError

from caqes_eval.families.result import FindingRecord, SourceFile
from caqes_eval.foundation.errors import IntegrityError
from caqes_eval.foundation.findings import Severity
from caqes_eval.foundation.provenance import Reference
from caqes_eval.notebook.inputs import INTEGER_COLUMNS, Context, EstablishmentCard, Inputs
from caqes_eval.regulation.parameters.rules import Rule

BOURG, AJACCIO = "010000024", "2A0000014"
REPERTOIRE = pd.DataFrame({"cip13": ["0340093", "3400930000000"], "status": ["generic", "outside"]}, dtype="str")
TARGET = Rule(
    key="generics.repertoire_rate.target",
    description="Taux",
    unit="proportion",
    comparator=">=",
    value=Decimal("0.490"),
    status="to_validate",
    reference=Reference(title="Arrêté", date=date(2018, 12, 12)),
    since=date(2018, 12, 23),
    until=date(2026, 12, 31),
)
TOP_GEN = Rule(
    key="open_phmev.top_gen",
    description="Codes",
    unit="codes",
    value={"0": "outside", "01": "generic"},
    status="confirmed",
    reference=Reference(title="Descriptif"),
    since=date(2024, 1, 1),
)


def rows(*labels: str, finess: str = BOURG) -> pd.DataFrame:
    texts = {
        "finess": finess, "cip13": "0340093000000", "atc5": "J01CA04", "atc5_label": "", "top_gen": "0",
    }  # fmt: skip
    content = [{**texts, "label": label, "boxes": 12, "reimbursed_cents": -5, "base_cents": 0} for label in labels]
    table = pd.DataFrame([{**row, "source_line": line} for line, row in enumerate(content, 2)])
    if table.empty:
        table = pd.DataFrame(columns=[*texts, "label", *INTEGER_COLUMNS])
    return table.astype({name: "int64" if name in INTEGER_COLUMNS else "str" for name in table.columns})


def context(**changes: object) -> Context:
    content: dict[str, object] = {
        "campaign": "caqes-2025", "campaign_title": "Évaluation « 2025 »", "year": 2025,
        "evaluation_date": "2026-03-31", "family": "generics",
        "establishment": EstablishmentCard(finess=BOURG, name="CH de Bourg", city="Bourg", category="CH"),
        "minimum_establishments": 11, "past_years": (2024,), "past_absences": (2023,),
        "repertoire_source": "top_gen", "repertoire_date": None,
        "sources": (SourceFile(role="Open PHMEV", name="a.csv", sha256="ab", year=2025, rows=3, encoding="cp1252"),),
        "findings": (FindingRecord(code="x", severity=Severity.TO_CHECK, sentence="À voir."),), "tool_version": "0.1",
    }  # fmt: skip
    return Context.model_validate({**content, **changes})


def inputs(
    current: pd.DataFrame, *, repertoire: pd.DataFrame | None = None, past: pd.DataFrame | None = None
) -> Inputs:
    products = {2025: current}
    if past is not None:
        products[2024] = past
    return Inputs(
        context=context(past_years=tuple(year for year in products if year != 2025)),
        rules={TARGET.key: TARGET},
        top_gen=dict.fromkeys(products, TOP_GEN),
        region={"generics.repertoire_rate": REGION},
        products=products,
        repertoire=repertoire,
    )


def written(folder: Path, given: Inputs) -> Path:
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir()
    for name, content in given.as_files().items():
        (folder / name).write_bytes(content)
    return folder


def assert_equal(read: Inputs, given: Inputs) -> None:
    assert (read.context, read.rules, read.top_gen, read.region) == (
        given.context,
        given.rules,
        given.top_gen,
        given.region,
    )
    assert list(read.products) == list(given.products)
    for year, table in given.products.items():
        assert_frame_equal(read.products[year], table)
    if given.repertoire is None:
        assert read.repertoire is None
    else:
        assert_frame_equal(read.repertoire, given.repertoire)


FULL = inputs(rows("AMOXICILLINE", "PARACÉTAMOL"), past=rows("AMOXICILLINE"), repertoire=REPERTOIRE)


def test_what_is_written_is_read_back_equal(tmp_path):
    assert_equal(Inputs.read(written(tmp_path / "inputs", FULL), finess=BOURG), FULL)


def test_without_past_nor_repertoire(tmp_path):
    given = inputs(rows("A"))
    files = given.as_files()
    assert set(files) == {"context.json", "rules.json", "region.json", "open_phmev_2025.csv"}
    assert_equal(Inputs.read(written(tmp_path / "inputs", given), finess=BOURG), given)


def test_an_establishment_without_rows(tmp_path):
    given = inputs(rows(), past=rows())
    read = Inputs.read(written(tmp_path / "inputs", given), finess=BOURG)
    assert [len(table) for table in read.products.values()] == [0, 0]
    assert_equal(read, given)


def test_a_repertoire_without_rows(tmp_path):
    given = inputs(rows("A"), repertoire=REPERTOIRE.iloc[:0])
    assert_equal(Inputs.read(written(tmp_path / "inputs", given), finess=BOURG), given)


def test_equal_inputs_give_equal_bytes(tmp_path):
    again = inputs(rows("AMOXICILLINE", "PARACÉTAMOL"), past=rows("AMOXICILLINE"), repertoire=REPERTOIRE.copy())
    assert again.as_files() == FULL.as_files()
    read = Inputs.read(written(tmp_path / "inputs", FULL), finess=BOURG)
    assert read.as_files() == FULL.as_files()


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("open_phmev_2025.csv", ';"0340093000000";'),
        ("open_phmev_2025.csv", '\n"010000024";'),
        ("repertoire.csv", '\n"0340093";"generic"\n'),
        ("context.json", '"finess": "010000024"'),
        ("context.json", "Évaluation « 2025 »"),
        ("rules.json", '"0.490"'),
        ("region.json", '"median": "3/5"'),
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
        "true", "é’œ€", "=1+1", "\t", "#", "'", "\\", "\u2028", "a;b;\n\"c\"",
    ],
)  # fmt: skip
def test_any_label_survives(tmp_path, label):
    given = inputs(rows("avant", label, "après"))
    assert_equal(Inputs.read(written(tmp_path / "inputs", given), finess=BOURG), given)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\r")), max_size=4))
def test_whatever_the_labels_are_they_survive(tmp_path, labels):
    given = inputs(rows(*labels))
    assert_equal(Inputs.read(written(tmp_path / "inputs", given), finess=BOURG), given)


def test_text_columns_keep_their_zeros_and_numbers_are_numbers(tmp_path):
    read = Inputs.read(written(tmp_path / "inputs", FULL), finess=BOURG).products[2025]
    assert read.loc[0, ["finess", "cip13", "top_gen", "atc5_label"]].tolist() == [BOURG, "0340093000000", "0", ""]
    assert {name: str(read[name].dtype) for name in INTEGER_COLUMNS} == dict.fromkeys(INTEGER_COLUMNS, "int64")
    assert read["source_line"].tolist() == [2, 3]
    assert read["reimbursed_cents"].sum() == -10


@pytest.mark.parametrize(
    ("given", "asked", "told"),
    [
        (FULL, AJACCIO, f"celles de {BOURG}, pas de l’établissement {AJACCIO}"),
        (FULL, "10000024", f"celles de {BOURG}, pas de l’établissement 10000024"),
        (FULL, "", r"pas de l’établissement \(vide\)"),
        (inputs(rows("A", finess=AJACCIO)), BOURG, f"celles de {BOURG}, {AJACCIO}, pas de"),
        (inputs(rows("A", finess=AJACCIO)), AJACCIO, f"celles de {BOURG}, {AJACCIO}, pas de"),
        (inputs(rows("A"), past=rows("A", finess=AJACCIO)), BOURG, AJACCIO),
        (inputs(pd.concat([rows("A"), rows("B", finess=AJACCIO)])), BOURG, AJACCIO),
        (inputs(rows()), AJACCIO, f"celles de {BOURG}, pas de"),
    ],
)
def test_the_rows_of_another_hospital_are_refused(tmp_path, given, asked, told):
    with pytest.raises(IntegrityError, match=told) as caught:
        Inputs.read(written(tmp_path / "inputs", given), finess=asked)
    assert "caqes run" in caught.value.remedy


def test_a_context_of_another_version_is_refused(tmp_path):
    folder = written(tmp_path / "inputs", FULL)
    content = json.loads((folder / "context.json").read_text(encoding="utf-8"))
    (folder / "context.json").write_text(json.dumps({**content, "version": 2}), encoding="utf-8")
    with pytest.raises(ValidationError, match="version"):
        Inputs.read(folder, finess=BOURG)
