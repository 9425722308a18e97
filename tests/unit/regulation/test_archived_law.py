"""The law that a dossier keeps judges as the whole law does, and changes only with what can bear on the case."""

from datetime import date
from pathlib import Path

import pytest

from caqes_eval.foundation.errors import ParameterRequiredError, RuleNotFoundError
from caqes_eval.foundation.shipped import shipped
from caqes_eval.regulation.archive import ArchivedLaw, archived
from caqes_eval.regulation.parameters.rule import Subject
from caqes_eval.regulation.parameters.rules import Rules
from caqes_eval.regulation.regime import Law, regime

START = date(2021, 1, 1)


def law(region: str | None = "paca", *finess: str, folder: Path | None = None) -> Law:
    rules = Rules.load(folder or shipped("regulation"))
    found = regime(rules, activity_year=2025, evaluation_date=date(2026, 3, 31), subject=Subject(region=region))
    return found.law.about(*finess)


def back(given: Law, *prefixes: str) -> Law:
    kept = archived(given, prefixes, since=START)
    return ArchivedLaw.model_validate_json(kept.model_dump_json()).law()


def test_every_rule_in_force_is_the_same_rule() -> None:
    given = law()
    prefixes = ["generics", "biosimilars", "referentials", "disclosure", "plausibility", "biosimilar_grant"]
    kept = back(given, *prefixes)
    for prefix in prefixes:
        for rule in given.in_force(prefix):
            found = kept.rule(rule.key)
            assert found.model_dump(exclude={"until"}) == rule.model_dump(exclude={"until"})


def test_an_exception_is_kept() -> None:
    assert back(law("paca"), "mo").rule("mo.i999_rate.target").amount.as_tuple().digits == (1, 5)
    kept = back(law("paca", "130786049"), "mo")
    assert kept.rule("mo.i999_rate.target").exception == "AP-HM"


def test_what_no_source_gives_is_still_asked_for() -> None:
    kept = back(law(), "incentive.national.rate")
    with pytest.raises(ParameterRequiredError, match="taux d’intéressement"):
        kept.rule("incentive.national.rate.ipp")


def test_a_prefix_of_nothing_is_a_fault_of_ours() -> None:
    with pytest.raises(RuleNotFoundError):
        archived(law(), ["generiques"], since=START)


def text(*values: str) -> str:
    return "description: Essai\nunit: proportion\ncomparator: '>='\nvalues:\n" + "".join(values)


def value(since: str, amount: str, region: str = "") -> str:
    scope = f"  scope: {{region: {region}}}\n" if region else ""
    return f"- since: {since}\n{scope}  value: {amount}\n  status: to_validate\n  reference: {{title: Essai}}\n"


def kept_json(folder: Path, content: str) -> str:
    regulation = folder / "regulation"
    if not regulation.exists():
        regulation.mkdir(parents=True)
        for name in ("statute", "decree", "contracts"):
            source = shipped("regulation") / "regime" / f"{name}.yml"
            (regulation / "regime").mkdir(exist_ok=True)
            (regulation / "regime" / f"{name}.yml").write_bytes(source.read_bytes())
    (regulation / "essai.yml").write_text(content, encoding="utf-8")
    return archived(law("paca", folder=regulation), ["essai"], since=START).model_dump_json()


def test_values_of_years_to_come_and_of_other_regions_change_nothing(tmp_path: Path) -> None:
    first = text(value("2022-01-01", "0.5"))
    reference = kept_json(tmp_path, first)
    later = text(value("2022-01-01", "0.5"), value("2022-01-01", "0.7", "corse"))
    assert kept_json(tmp_path, later) == reference
    assert kept_json(tmp_path, text(value("2022-01-01", "0.6"))) != reference
    assert kept_json(tmp_path, text(value("2022-01-01", "0.5"), value("2022-01-01", "0.7", "paca"))) != reference
