"""What every part of a region's contract says of itself: its status, its source, who read it, what is missing."""

from typing import ClassVar

from pydantic import BaseModel, ConfigDict, model_validator

from caqes_eval.foundation.provenance import Checked, Missing, Reference, Status, require_vouched

CODE_PATTERN = r"^[a-z0-9]+([_-][a-z0-9]+)*$"


class Part(BaseModel):
    """A part of a region file: unknown keys are refused, values do not change."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Sourced(Part):
    """A part that says where it comes from.

    Attributes:
        status: confirmed in a primary text, or still to be validated.
        reference: the text or document it was read in.
        checked: who read it again and when; needed when confirmed.
        missing: what no source gives; needed when one of ``must_explain`` is empty.
        note: what a reader should know of it, in French.
    """

    must_explain: ClassVar[tuple[str, ...]] = ()

    status: Status
    reference: Reference
    checked: Checked | None = None
    missing: Missing | None = None
    note: str | None = None

    @model_validator(mode="after")
    def _vouched_for(self) -> "Sourced":
        require_vouched(self.status, self.reference, self.checked)
        empty = [name for name in self.must_explain if getattr(self, name) is None]
        if empty and self.missing is None:
            raise ValueError(
                f"{', '.join(empty)} est vide : dites sous missing ce qui manque (what), où ce serait écrit (where) "
                "et ce qui attend (waits)."
            )
        if self.missing and self.must_explain and not empty:
            raise ValueError("missing dit qu’une valeur manque, alors qu’aucune n’est vide : ôtez missing.")
        return self
