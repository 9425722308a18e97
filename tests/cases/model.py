"""What a file of worked examples holds."""

from pathlib import Path
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field

from caqes_eval.foundation import strict_yaml
from caqes_eval.foundation.exact import Day

FOLDER = Path(__file__).parent


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Expected(_Strict):
    """What a case must give; every number is arithmetic on the figures of the text.

    Attributes:
        amount: euros, rounded to the cent at the end.
        respected: of a judgement; ``unknown`` when what is known does not decide.
        nature: of an amount (``encourue`` is not ``due``).
        steps: intermediates, by the beginning of their label.
        values: other results by name, for what is no amount (dates, shares of an envelope).
        error: cause of the refusal, as docs/codes-de-sortie.md names it.
    """

    amount: str | None = None
    respected: Literal["yes", "no", "unknown"] | None = None
    nature: str | None = None
    steps: dict[str, str] = {}
    values: dict[str, str] = {}
    error: str | None = None


class Case(_Strict):
    """One worked example.

    Attributes:
        activity_year: year judged; the law of its last day is used by the rules that follow the activity.
        decision: day decided; the law of that day is used by the other rules.
        assume: hypotheses for figures that no source gives.
        given: the inputs of the rule.
        because: why the expectation is what it is, in French.
    """

    title: str
    activity_year: int
    decision: Day
    region: str | None = None
    finess: tuple[str, ...] = ()
    assume: dict[str, str] = {}
    given: dict[str, Any] = {}
    expect: Expected
    because: str = ""


class CaseFile(_Strict):
    """The worked examples of one rule.

    Attributes:
        rule: its name in the catalogue.
        source: where the rule is written, in French.
        parameters: keys of the dated parameters whose both sides the cases show.
    """

    rule: str
    title: str
    source: str
    parameters: tuple[str, ...] = ()
    note: str = ""
    cases: tuple[Case, ...] = Field(min_length=1)


def case_files() -> dict[str, CaseFile]:
    """Return every file of worked examples, by its path without suffix."""
    return {
        path.relative_to(FOLDER).with_suffix("").as_posix(): strict_yaml.validated(
            strict_yaml.load(path, shown_name=f"tests/cases/{path.relative_to(FOLDER).as_posix()}"), CaseFile
        )
        for path in sorted(FOLDER.rglob("*.yml"))
    }
