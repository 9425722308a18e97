import os
from datetime import date
from pathlib import Path

import pytest
import yaml
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from caqes_eval.campaign.model import BdpmFiles, Campaign, Establishment, PhmevFile, Sources
from caqes_eval.campaign.workspace import Workspace
from caqes_eval.foundation.errors import CampaignNotFoundError, ParameterFileError
from caqes_eval.foundation.shipped import shipped

HEADING = "# Campagne faite par un essai"
# what a keyboard types: no control character, no line separator
TYPED = st.text(st.characters(exclude_categories=["Cc", "Cs", "Zl", "Zp"]), max_size=40)


def campaign(
    name: str = "caqes-2025", title: str = "Évaluation 2025", hospital: str = "CH de Bourg", city: str = ""
) -> Campaign:
    return Campaign(
        version="1",
        name=name,
        title=title,
        year=2025,
        evaluation_date=date(2026, 3, 31),
        families=["generics", "biosimilars"],
        sources=Sources(
            open_phmev=[PhmevFile(year=2025, path="data/2025.csv"), PhmevFile(year=2024, path="../2024.csv")],
            bdpm=BdpmFiles(date=date(2026, 1, 5), presentations="cip.txt", groups="gener.txt"),
        ),
        establishments=[
            Establishment(finess="010000024", name=hospital, city=city, category="CH"),
            Establishment(finess="2A0000014", name="CH d’Ajaccio"),
        ],
    )


@pytest.fixture
def workspace(tmp_path) -> Workspace:
    return Workspace(tmp_path)


def test_the_layout_of_the_working_folder(tmp_path):
    workspace = Workspace(tmp_path)
    assert workspace.campaign_file("a") == tmp_path / "params" / "campaigns" / "a.yml"
    assert workspace.runs("a") == tmp_path / "notebooks" / "runs" / "a"
    assert workspace.reports("a") == tmp_path / "reports" / "a"
    assert workspace.cache == tmp_path / ".caqes" / "cache"


@pytest.mark.parametrize("name", ["../x", "con", "évaluation", "x" * 65, "", "a/b"])
def test_a_name_that_is_no_folder_is_refused_before_any_file(workspace, name):
    with pytest.raises(ParameterFileError, match="Nom de campagne refusé") as caught:
        workspace.load_campaign(name)
    assert name in caught.value.message
    assert not list(workspace.root.iterdir())


def test_a_campaign_saved_is_read_back_equal(workspace):
    path = workspace.save_campaign(campaign(), heading=HEADING)
    assert path == workspace.campaign_file("caqes-2025")
    read = workspace.load_campaign("caqes-2025")
    assert read == campaign()
    assert [establishment.finess for establishment in read.establishments] == ["010000024", "2A0000014"]


def test_identifiers_are_quoted_for_who_reads_the_file(workspace):
    text = workspace.save_campaign(campaign(), heading=HEADING).read_text(encoding="utf-8")
    assert text.startswith(f"{HEADING}\n")
    assert 'finess: "010000024"' in text
    assert 'finess: "2A0000014"' in text
    assert "CH d’Ajaccio" in text
    # another reader of YAML, that guesses types, sees texts as well
    assert yaml.safe_load(text)["establishments"][0]["finess"] == "010000024"


@pytest.mark.parametrize(
    "typed",
    [
        "no", "null", "~", "12:30", "010000024", "75E00012", "0x1F", "a: b #c", "- a", "{a}", "[a]", "&a", "*a", "!a",
        "%a", "@a", "'", '"', "\\", " a ", "a\nb", "a\tb", "", "é" * 300, "mot " * 100, "\U0001f600", "2025-01-01", "=",
        "<<", "?", "a\r\nb",
    ],
)  # fmt: skip
def test_any_text_survives_the_file(workspace, typed):
    written = campaign(title=typed, hospital=typed, city=typed)
    workspace.save_campaign(written, heading=HEADING)
    assert workspace.load_campaign("caqes-2025") == written


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(title=TYPED, hospital=TYPED, city=TYPED)
def test_whatever_is_typed_survives_the_file(workspace, title, hospital, city):
    written = campaign(title=title, hospital=hospital, city=city)
    workspace.save_campaign(written, heading=HEADING)
    assert workspace.load_campaign("caqes-2025") == written


def test_an_unquoted_finess_is_read_as_typed(workspace):
    path = workspace.save_campaign(campaign(), heading=HEADING)
    path.write_text(path.read_text(encoding="utf-8").replace('"', ""), encoding="utf-8")
    assert workspace.load_campaign("caqes-2025") == campaign()


def test_a_campaign_whose_name_is_not_its_files_is_refused(workspace):
    path = workspace.save_campaign(campaign(), heading=HEADING)
    path.rename(path.with_name("autre.yml"))
    with pytest.raises(
        ParameterFileError,
        match=r"params/campaigns/autre\.yml : la clé name vaut « caqes-2025 » alors que le fichier s’appelle « autre »",
    ) as caught:
        workspace.load_campaign("autre")
    assert caught.value.remedy == "Donnez le même nom aux deux."


def test_a_campaign_that_is_absent_is_told_with_those_present(workspace):
    with pytest.raises(CampaignNotFoundError, match=r"« absente » n’existe pas \(campagnes présentes : aucune\)"):
        workspace.load_campaign("absente")
    workspace.save_campaign(campaign("b"), heading=HEADING)
    workspace.save_campaign(campaign("a"), heading=HEADING)
    assert workspace.campaign_names() == ["a", "b"]
    with pytest.raises(CampaignNotFoundError, match=r"campagnes présentes : a, b\)") as caught:
        workspace.load_campaign("absente")
    assert "--root" in caught.value.remedy


def test_the_faults_of_a_campaign_file_are_told_with_their_lines(workspace):
    path = workspace.save_campaign(campaign(), heading=HEADING)
    text = path.read_text(encoding="utf-8").replace("010000024", "010000025").replace("title:", "titre:")
    path.write_text(text, encoding="utf-8")
    with pytest.raises(ParameterFileError, match=r"^params/campaigns/caqes-2025\.yml : 3 erreurs\.$") as caught:
        workspace.load_campaign("caqes-2025")
    lines = text.splitlines()
    found = {finding.key: finding.line for finding in caught.value.findings}
    assert "010000025" in lines[found["establishments, n° 1, finess"] - 1]
    assert lines[found["titre"] - 1].startswith("titre:")
    assert "title" in found


def test_templates_and_rules_are_the_products_unless_the_folder_has_its_own(workspace):
    assert (workspace.templates, workspace.regulation) == (shipped("templates"), shipped("regulation"))
    own = workspace.root / "notebooks" / "templates"
    own.mkdir(parents=True)
    assert workspace.templates == shipped("templates")
    (own / "generics.ipynb").write_text("{}", encoding="utf-8")
    assert workspace.templates == own
    (workspace.root / "params" / "regulation").mkdir(parents=True)
    assert workspace.regulation == workspace.root / "params" / "regulation"


def test_a_template_is_found_by_its_name(workspace):
    assert workspace.template("generics") == shipped("templates") / "generics.ipynb"


def test_a_folder_that_has_its_own_templates_must_have_them_all(workspace):
    own = workspace.root / "notebooks" / "templates"
    own.mkdir(parents=True)
    (own / "generics.ipynb").write_text("{}", encoding="utf-8")
    assert workspace.template("generics") == own / "generics.ipynb"
    with pytest.raises(ParameterFileError, match=r"Le modèle biosimilars\.ipynb manque dans notebooks/templates"):
        workspace.template("biosimilars")


@pytest.mark.parametrize(
    ("named", "where"), [("data/a.csv", "root/data/a.csv"), ("../a.csv", "a.csv"), ("./x/../a.csv", "root/a.csv")]
)
def test_a_source_is_relative_to_the_working_folder(tmp_path, named, where):
    workspace = Workspace(tmp_path / "root")
    assert workspace.source(named) == tmp_path / where


@pytest.mark.parametrize(
    ("file", "named"), [("root/data/a.csv", "data/a.csv"), ("elsewhere/a.csv", "../elsewhere/a.csv")]
)
def test_a_file_is_named_relative_to_the_working_folder(tmp_path, file, named):
    workspace = Workspace(tmp_path / "root")
    assert workspace.relative(tmp_path / file) == named
    assert workspace.source(named) == tmp_path / file


def test_a_file_of_another_drive_keeps_its_whole_name(tmp_path, monkeypatch):
    def refuse(*_arguments):
        raise ValueError("path is on mount 'D:', start on mount 'C:'")

    monkeypatch.setattr(os.path, "relpath", refuse)
    assert Workspace(tmp_path).relative(tmp_path / "a.csv") == (tmp_path / "a.csv").resolve().as_posix()


def test_messages_show_no_machine(tmp_path):
    workspace = Workspace(tmp_path)
    assert workspace.shown(tmp_path / "reports" / "a.html") == "reports/a.html"
    assert workspace.shown(Path("/elsewhere/a.html")) == "a.html"
