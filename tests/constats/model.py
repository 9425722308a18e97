"""What an example of a fault is, and how it is run."""

import tempfile
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from caqes_eval.foundation.findings import Finding


@dataclass(frozen=True)
class Example:
    """A fault shown.

    Attributes:
        code: of the finding it gives.
        given: what is wrong in the file, in French.
        produce: writes the file in a folder, reads it, and gives every finding.
    """

    code: str
    given: str
    produce: Callable[[Path], Iterable[Finding]]

    def finding(self) -> Finding:
        """Return the first finding of that code.

        Raises:
            LookupError: the example does not give it; those it gives are named.
        """
        with tempfile.TemporaryDirectory() as folder:
            found = list(self.produce(Path(folder)))
        for finding in found:
            if finding.code == self.code:
                return finding
        raise LookupError(f"{self.code}: {[finding.code for finding in found]}")


@dataclass(frozen=True, kw_only=True)
class Room:
    """The faults told by one part of the intake.

    Attributes:
        title: heading of the page.
        about: one French sentence under it.
        codes: those that part can tell.
        examples: one per code.
        unshown: codes without an example, and why.
    """

    title: str
    about: str
    codes: Collection[str]
    examples: tuple[Example, ...]
    unshown: Mapping[str, str] = field(default_factory=dict)
