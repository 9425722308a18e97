"""The page of an establishment: where each indicator stands, and results that are its own and as they were gathered."""

import json
from datetime import date
from decimal import Decimal
from fractions import Fraction
from pathlib import Path

import pytest
from indicator_results import result, target
from pydantic import ValidationError

from caqes_eval.families.result import AmountRecord, ConditionRecord, FamilyResult, IndicatorResult, Points
from caqes_eval.foundation.errors import EstablishmentError, IntegrityError
from caqes_eval.foundation.files import sha256_bytes
from caqes_eval.notebook import establishment as sections
from caqes_eval.notebook.establishment.records import (
    INDEX,
    EstablishmentEvaluation,
    EstablishmentIndex,
    FamilyLine,
    IndicatorLine,
    open_establishment,
)
from caqes_eval.notebook.inputs import EstablishmentCard

BOURG, AJACCIO = "010000024", "2A0000014"
HOSTILE = "<script>alert(1)</script>"
PAGES = (
    "identity_card", "appreciation", "grid_table", "points_table", "amounts_table", "awaited_table", "deadlines_table",
    "actions", "findings_table", "not_evaluated", "procedure_table", "notebooks_table",
)  # fmt: skip


def of_mo(outcome: str, **changes: object) -> IndicatorResult:
    return result(contract="mo", outcome=outcome, **changes)


def judged(outcome: str, **changes: object) -> IndicatorResult:
    return of_mo(outcome, target=target(), **changes)


def referential(outcome: str) -> IndicatorResult:
    condition = ConditionRecord(label="Volume", unit="boîtes", value=None, target=target("8500", "<"), met=None)
    return of_mo(outcome, conditions=(condition,), unit="mention", value=None)


def family_result(*results: IndicatorResult, finess: str = BOURG, **changes: object) -> FamilyResult:
    content = {
        "campaign": "essai", "finess": finess, "establishment": "CH", "family": "mo", "period": "2025",
        "results": results, "actions": ("Faites ceci.",), "findings": (), "sources": (), "rules": (),
    }  # fmt: skip
    return FamilyResult.model_validate({**content, **changes})


def index(*families: FamilyLine, finess: str = BOURG, **changes: object) -> EstablishmentIndex:
    content = {
        "campaign": "essai", "campaign_title": "Essai", "contract": "Région d’essai", "contract_status": "à valider",
        "year": 2025, "evaluation_date": date(2026, 3, 31),
        "establishment": EstablishmentCard(finess=finess, name="CH de Bourg", city="", category=""),
        "indicators": (IndicatorLine(code="mo", label="Médicaments", level="regional", volet=1, family="mo"),),
        "families": families, "deadlines": (), "tool_version": "0.1",
    }  # fmt: skip
    return EstablishmentIndex.model_validate({**content, **changes})


def line(content: bytes, code: str = "mo") -> FamilyLine:
    return FamilyLine(
        code=code, title="Médicaments onéreux", status="évalué", notebook="mo/v001/mo.ipynb", notebook_sha256="cd",
        result=f"{code}.json", result_sha256=sha256_bytes(content),
    )  # fmt: skip


def evaluation(*results: IndicatorResult, **changes: object) -> EstablishmentEvaluation:
    given = family_result(*results, **changes)
    return EstablishmentEvaluation(index=index(line(b"")), results=(given,))


def archived(folder: Path, content: bytes, *, finess: str = BOURG) -> Path:
    folder.mkdir(exist_ok=True)
    (folder / "mo.json").write_bytes(content)
    (folder / INDEX).write_text(index(line(content), finess=finess).model_dump_json(), encoding="utf-8")
    return folder


@pytest.mark.parametrize(
    ("results", "standing"),
    [
        ([], "non évalué"),
        ([result(contract="dmi", outcome="atteint", target=target())], "non évalué"),
        ([judged("atteint")], "atteint"),
        # an objective missed is seen whatever the others say
        ([judged("atteint"), judged("non atteint")], "non atteint"),
        ([judged("données insuffisantes"), judged("non atteint")], "non atteint"),
        # what is lacking is not hidden by what is met
        ([judged("atteint"), judged("données insuffisantes")], "données insuffisantes"),
        ([judged("atteint"), judged("non calculable")], "non calculable"),
        # the référentiel decides, whatever the objectives of its own parts
        ([referential("atteint"), judged("non atteint")], "atteint"),
        ([referential("non atteint"), judged("atteint")], "non atteint"),
        ([referential("données insuffisantes"), judged("atteint")], "données insuffisantes"),
        # what nothing judges
        ([of_mo("sans objectif")], "sans objectif"),
        ([of_mo("sans objectif"), of_mo("données insuffisantes")], "sans objectif"),
        ([of_mo("données insuffisantes")], "données insuffisantes"),
        ([of_mo("sans objectif"), judged("atteint")], "atteint"),
        # a molecule is a detail of its indicator
        ([judged("atteint"), judged("non atteint", part="L04AB04")], "atteint"),
        ([judged("non atteint", part="L04AB04")], "non évalué"),
    ],
)
def test_where_an_indicator_stands(results: list[IndicatorResult], standing: str) -> None:
    assert evaluation(*results).standing("mo") == standing
    assert evaluation(*reversed(results)).standing("mo") == standing


def test_what_judges_comes_first() -> None:
    first, second = evaluation(of_mo("sans objectif", label="Compte"), judged("atteint", label="Taux")).of("mo")
    assert (first.label, second.label) == ("Taux", "Compte")


def test_its_own_results_are_read(tmp_path: Path) -> None:
    given = family_result(judged("atteint"))
    folder = archived(tmp_path / "inputs", given.model_dump_json().encode())
    read = open_establishment(BOURG, str(folder))
    assert read.results == (given,)
    assert read.standing("mo") == "atteint"


@pytest.mark.parametrize(
    ("result_of", "index_of", "asked", "named"),
    [(AJACCIO, BOURG, BOURG, AJACCIO), (BOURG, AJACCIO, BOURG, AJACCIO), (BOURG, BOURG, AJACCIO, BOURG)],
    ids=["the result", "the index", "both"],
)
def test_a_result_of_another_hospital_is_refused(
    tmp_path: Path, result_of: str, index_of: str, asked: str, named: str
) -> None:
    content = family_result(judged("atteint"), finess=result_of).model_dump_json().encode()
    folder = archived(tmp_path / "inputs", content, finess=index_of)
    with pytest.raises(IntegrityError, match=f"celles de {named}, pas de l’établissement {asked}") as caught:
        open_establishment(asked, str(folder))
    assert "caqes run" in caught.value.remedy


def test_a_result_altered_since_it_was_gathered_is_refused(tmp_path: Path) -> None:
    content = family_result(judged("non atteint")).model_dump_json().encode()
    folder = archived(tmp_path / "inputs", content)
    (folder / "mo.json").write_bytes(content.replace(b"non atteint", b"atteint"))
    with pytest.raises(IntegrityError, match="« Médicaments onéreux » a changé"):
        open_establishment(BOURG, str(folder))


def test_an_index_of_another_version_is_refused(tmp_path: Path) -> None:
    folder = archived(tmp_path / "inputs", family_result().model_dump_json().encode())
    content = json.loads((folder / INDEX).read_text(encoding="utf-8"))
    (folder / INDEX).write_text(json.dumps({**content, "version": 2}), encoding="utf-8")
    with pytest.raises(ValidationError, match="version"):
        open_establishment(BOURG, str(folder))


def test_the_template_itself_has_no_establishment() -> None:
    with pytest.raises(EstablishmentError, match="modèle"):
        open_establishment("")


def amount(value: str | None, nature: str = "estimation") -> AmountRecord:
    return AmountRecord(
        code="x", indicator="mo", label=HOSTILE, amount=None if value is None else Decimal(value), nature=nature,
        formula="f", status="to_validate", reason="Il manque R." if value is None else "",
    )  # fmt: skip


def plain(page: EstablishmentEvaluation, section: str) -> str:
    return getattr(sections, section)(page).text.replace("\u202f", " ")


def test_only_amounts_that_may_be_received_are_added() -> None:
    page = evaluation(amounts=(amount("100.10"), amount("50", "due"), amount("1000", "plafond"), amount(None)))
    told = plain(page, "appreciation")
    assert "150,10 €" in told
    assert "1 montant non calculable" in told


def test_amounts_all_unknown_are_not_zero() -> None:
    told = plain(evaluation(amounts=(amount(None),)), "appreciation")
    assert "Aucun montant n’est calculable" in told
    assert "0,00" not in told


def test_points_of_an_incomplete_grid_are_not_a_score() -> None:
    points = Points(
        points=None, acquired=Fraction(3, 2), maximum=Decimal(4), items=(), status="to_validate", source="Essai"
    )
    page = evaluation(points=points)
    assert "1,50 points acquis sur 4,00 ; 1 grille sans score" in plain(page, "appreciation")
    assert "des critères n’ont pas de réponse" in plain(page, "points_table")


def test_the_grid_has_a_line_per_indicator_of_the_contract() -> None:
    lines = tuple(
        IndicatorLine(code=code, label=label, level="national", volet=None, family=None)
        for code, label in (("mo", "Médicaments"), ("epa", "Examens"))
    )
    page = EstablishmentEvaluation(
        index=index(line(b""), indicators=lines), results=(family_result(judged("non atteint")),)
    )
    told = plain(page, "grid_table")
    assert "Médicaments" in told
    assert "✘ non atteint" in told
    assert "… non évalué" in told
    assert "45,2 %" in told


def test_a_family_without_result_says_why() -> None:
    absent = FamilyLine(code="dmi", title="DMI", status="données absentes", message="Rien n’a été reçu.")
    page = EstablishmentEvaluation(index=index(line(b""), absent), results=(family_result(),))
    assert "DMI : données absentes. Rien n’a été reçu." in plain(page, "not_evaluated")
    assert "DMI" not in plain(page, "notebooks_table")


@pytest.mark.parametrize("section", PAGES)
def test_a_section_without_anything_says_so(section: str) -> None:
    page = EstablishmentEvaluation(index=index(indicators=()), results=())
    told = plain(page, section)
    assert told.strip()
    assert "None" not in told


@pytest.mark.parametrize("section", PAGES)
def test_a_text_is_never_code(section: str) -> None:
    given = family_result(
        judged("atteint", label=HOSTILE), actions=(HOSTILE,), amounts=(amount("1"),), establishment=HOSTILE
    )
    named = EstablishmentCard(finess=BOURG, name=HOSTILE, city=HOSTILE, category=HOSTILE)
    absent = FamilyLine(code="dmi", title=HOSTILE, status="données absentes", message=HOSTILE)
    page = EstablishmentEvaluation(index=index(line(b""), absent, establishment=named), results=(given,))
    first, second = (getattr(sections, section)(page).html for _ in range(2))
    assert "<script" not in first
    assert first == second
