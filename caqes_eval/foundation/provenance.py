"""What vouches for a value: the text it comes from, its status, and who read it again."""

from collections.abc import Mapping
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

from caqes_eval.foundation import french
from caqes_eval.foundation.exact import Day

Status = Literal["confirmed", "to_validate"]

STATUS_LABELS: Mapping[str, str] = {"confirmed": "confirmé", "to_validate": "à valider"}
PROPOSED_LABEL = "proposition de l’équipe, à valider"


class Reference(BaseModel):
    """Where a value comes from: the text, its article, its date, its address."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    title: str = Field(min_length=1)
    article: str | None = None
    date: Day | None = None
    href: str | None = None

    def sentence(self) -> str:
        """Return the reference in one line of French, without its address."""
        parts = [self.title]
        if self.article:
            parts.append(f"art. {self.article}")
        if self.date:
            parts.append(french.day(self.date))
        return ", ".join(parts)


class Checked(BaseModel):
    """Who read a value again in its source, and when."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    by: str = Field(min_length=1)
    on: Day


class Missing(BaseModel):
    """What no source gives, told to whoever needs it.

    Attributes:
        what: what is missing, in French.
        where: where it would be written once known.
        waits: what cannot be done before.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    what: str = Field(min_length=1)
    where: str = Field(min_length=1)
    waits: str = Field(min_length=1)


def require_vouched(status: Status, reference: Reference, checked: Checked | None) -> None:
    """Refuse a confirmed value that does not say who read it again, nor where precisely.

    Raises:
        ValueError: in French, for a model's validator.
    """
    if status == "confirmed" and checked is None:
        raise ValueError("une valeur confirmée dit qui l’a relue et quand (checked : by, on).")
    if status == "confirmed" and not (reference.article or reference.date):
        raise ValueError("une valeur confirmée cite l’article ou la date du texte (reference : article, date).")
