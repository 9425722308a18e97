"""An objective, or an honest word: a figure that the law lacks stops nothing, a key that does not exist does."""

from datetime import date
from pathlib import Path

import pytest

from caqes_eval.families import objectives
from caqes_eval.foundation.errors import ParameterFileError, RuleNotFoundError
from caqes_eval.foundation.shipped import shipped
from caqes_eval.regulation.parameters.rules import Rules
from caqes_eval.regulation.regime import Law, regime

REGIME = shipped("regulation") / "regime"
HEAD = "description: Essai\nunit: {unit}\n{comparator}values:\n"


def law(folder: Path, value: str, *, unit: str = "proportion", comparator: str = "comparator: '>='\n") -> Law:
    (folder / "regime").mkdir()
    for path in REGIME.glob("*.yml"):
        (folder / "regime" / path.name).write_bytes(path.read_bytes())
    content = HEAD.format(unit=unit, comparator=comparator) + value
    (folder / "essai.yml").write_text(content, encoding="utf-8")
    return regime(Rules.load(folder), activity_year=2024, evaluation_date=date(2025, 6, 30)).law


def dated(value: str, since: str = "2022-01-01", more: str = "") -> str:
    return f"- since: {since}\n  value: {value}\n  status: to_validate\n  reference: {{title: Essai}}\n{more}"


MISSING = (
    "  missing:\n    what: le taux cible d’essai\n    where: à la place de null\n    waits: le jugement de l’essai\n"
)


def test_an_indicator_without_key_has_no_objective_and_says_so(tmp_path: Path) -> None:
    found = objectives.find(law(tmp_path, dated("0.5")), None)
    assert (found.rule, found.reason, found.required) == (None, objectives.NONE_KNOWN, False)


def test_a_rule_in_force_judges(tmp_path: Path) -> None:
    found = objectives.find(law(tmp_path, dated("0.5")), "essai")
    assert found.rule is not None
    assert (found.rule.ratio, found.reason, found.required) == (0.5, "", False)


def test_a_figure_that_no_source_gives_is_asked_for_and_never_guessed(tmp_path: Path) -> None:
    found = objectives.find(law(tmp_path, dated("null", more=MISSING)), "essai")
    assert found.rule is None
    assert found.required
    assert "le taux cible d’essai" in found.reason


@pytest.mark.parametrize("value", [dated("0.5", since="2025-01-01"), dated("null")])
def test_a_law_that_says_nothing_that_year_is_told_and_asks_nothing(tmp_path: Path, value: str) -> None:
    found = objectives.find(law(tmp_path, value), "essai")
    assert found.rule is None
    assert found.reason
    assert not found.required


def test_a_key_that_no_rule_has_is_a_fault_of_ours(tmp_path: Path) -> None:
    with pytest.raises(RuleNotFoundError, match="essais"):
        objectives.find(law(tmp_path, dated("0.5")), "essais")


def test_a_number_without_comparator_judges_nothing(tmp_path: Path) -> None:
    with pytest.raises(ParameterFileError, match="comparateur") as caught:
        objectives.find(law(tmp_path, dated("0.5"), comparator=""), "essai")
    assert "params/regulation/essai.yml" in caught.value.remedy


def test_a_text_needs_no_comparator(tmp_path: Path) -> None:
    found = objectives.find(law(tmp_path, dated("rupture"), unit="texte", comparator=""), "essai")
    assert found.rule is not None
    assert found.rule.text == "rupture"
