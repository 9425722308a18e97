"""The law that a dossier keeps: the rules that may decide of one case, with their history, read back as a law.

Only what can bear on the case is kept: the values of its years and of its region. A rule of another region, or a value of
years to come, changes nothing of an evaluation and must not make it be done again.
"""

from collections.abc import Iterable
from datetime import date
from typing import Any

from pydantic import BaseModel, ConfigDict

from caqes_eval.foundation.exact import Day
from caqes_eval.regulation.parameters.rule import Subject
from caqes_eval.regulation.parameters.rule_file import Generation, RuleFile
from caqes_eval.regulation.parameters.rules import Rules
from caqes_eval.regulation.parameters.values import value_type
from caqes_eval.regulation.regime import Law


class _Subject(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)

    region: str | None
    finess: tuple[str, ...]
    generation: Generation | None


class ArchivedLaw(BaseModel):
    """A law as a dossier keeps it: JSON, each rule as its file says it."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    activity: Day
    decision: Day
    subject: _Subject
    rules: dict[str, dict[str, Any]]

    def law(self) -> Law:
        """Return the law, ready to judge."""
        files = {key: _file(content) for key, content in self.rules.items()}
        subject = Subject(region=self.subject.region, finess=self.subject.finess, generation=self.subject.generation)
        return Law(rules=Rules(files), activity=self.activity, decision=self.decision, subject=subject)


def archived(law: Law, prefixes: Iterable[str], *, since: date) -> ArchivedLaw:
    """Return what a dossier keeps of a law.

    Args:
        law: as it applies to the case.
        prefixes: keys of rules, or what several begin with (``referentials.ipp``).
        since: the first day that the case looks at.

    Raises:
        RuleNotFoundError: nothing begins with one of the prefixes.
    """
    keys: list[str] = []
    for prefix in prefixes:
        found = law.rules.keys(prefix)
        keys += found or [prefix]
    last = max(law.activity, law.decision)
    return ArchivedLaw(
        activity=law.activity,
        decision=law.decision,
        subject=_Subject(region=law.subject.region, finess=law.subject.finess, generation=law.subject.generation),
        rules={
            key: _bearing(law.rules.file(key), law.subject.region, since, last).model_dump(
                mode="json", exclude_defaults=True
            )
            for key in sorted(set(keys))
        },
    )


def _bearing(file: RuleFile[Any], region: str | None, since: date, last: date) -> RuleFile[Any]:
    """Return a rule file with the values that can bear on a case, each with its own last day."""
    kept = tuple(
        dated.model_copy(update={"until": file.last_day(dated)})
        for dated in file.values
        if dated.since <= last
        and ((end := file.last_day(dated)) is None or end >= since)
        and dated.scope.region in (None, region)
    )
    # a rule always has a value: one that says nothing of the case stays whole, to say what it does say
    return file.model_copy(update={"values": kept}) if kept else file


def _file(content: dict[str, Any]) -> RuleFile[Any]:
    model: type[RuleFile[Any]] = RuleFile.__class_getitem__(value_type(str(content["unit"])))  # type: ignore[assignment]
    return model.model_validate(content)
