"""What is known of a code once checked."""

from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class Check:
    """The verdict on one code as typed.

    Attributes:
        kind: ``FINESS``, ``UCD7``, ``UCD13``, ``CIP7``, ``CIP13``, ``LPP`` or ``LES``; ``UCD`` or ``CIP`` when the
            code is too damaged to tell which of the two lengths was meant.
        typed: the code as typed.
        value: the normalised code when valid, else ``None``.
        reason: why it is refused, in French; empty when valid.
        warning: what deserves a look although the code is accepted, in French.
        proposals: possible repairs, likeliest first; never applied.
    """

    kind: str
    typed: str
    value: str | None
    reason: str = ""
    warning: str = ""
    proposals: tuple[str, ...] = ()

    @property
    def valid(self) -> bool:
        """Whether the code is accepted, with or without a warning."""
        return self.value is not None


def accepted(kind: str, typed: str, value: str, *warnings: str) -> Check:
    """Return the verdict on a valid code; empty warnings are dropped."""
    return Check(kind=kind, typed=typed, value=value, warning=" ".join(filter(None, warnings)))


def refused(kind: str, typed: str, reason: str, proposals: tuple[str, ...] = ()) -> Check:
    """Return the verdict on a code that cannot be used."""
    return Check(kind=kind, typed=typed, value=None, reason=reason, proposals=proposals)
