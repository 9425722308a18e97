"""What cannot be judged is refused before the first notebook; a figure that the law lacks is not."""

import shutil
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from caqes_eval.families.biosimilars.family import FAMILY
from caqes_eval.families.registry import families
from caqes_eval.foundation.errors import ParameterFileError, RuleNotFoundError
from caqes_eval.foundation.shipped import shipped
from caqes_eval.pipeline.judgeable import require_judgeable
from caqes_eval.regulation.parameters.rule import Subject
from caqes_eval.regulation.parameters.rules import Rules
from caqes_eval.regulation.regime import Regime, regime


def applicable(year: int = 2025, folder: Path | None = None, region: str | None = None) -> Regime:
    rules = Rules.load(folder or shipped("regulation"))
    subject = Subject(region=region)
    return regime(rules, activity_year=year, evaluation_date=date(year + 1, 3, 31), subject=subject)


@pytest.mark.parametrize("region", [None, "paca", "corse", "val-de-brume", "cotes-d-ambre"])
@pytest.mark.parametrize("year", [2019, 2022, 2024, 2025, 2026])
def test_every_family_as_shipped_can_be_judged(year: int, region: str | None) -> None:
    require_judgeable(applicable(year, region=region), families().values())


def test_an_activity_without_contract_is_no_caqes() -> None:
    with pytest.raises(RuleNotFoundError, match="31/12/2027"):
        require_judgeable(applicable(2027), [FAMILY])


def test_an_objective_without_comparator_is_told(tmp_path: Path) -> None:
    shutil.copytree(shipped("regulation"), tmp_path / "regulation")
    path = tmp_path / "regulation/biosimilars/target.yml"
    path.write_text(path.read_text(encoding="utf-8").replace('comparator: ">="\n', ""), encoding="utf-8")
    given = applicable(folder=tmp_path / "regulation")
    with pytest.raises(ParameterFileError, match=r"biosimilars\.target"):
        require_judgeable(given, [FAMILY])


@pytest.mark.parametrize("changes", [{"target": "biosimilars.cible"}, {"minimum": "x.y"}, {"breaks": ("x.y",)}])
def test_a_key_that_no_rule_has_is_told(changes: dict[str, object]) -> None:
    wrong = replace(FAMILY, definitions=(replace(FAMILY.definitions[0], **changes),))
    with pytest.raises(RuleNotFoundError):
        require_judgeable(applicable(), [wrong])
