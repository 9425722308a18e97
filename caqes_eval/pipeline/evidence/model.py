"""What the files of a hospital give to the evaluation: tables, what became of each, sources, what remains to be said."""

from collections.abc import Mapping
from dataclasses import dataclass, field

import pandas as pd

from caqes_eval.families.result import FindingRecord, SourceFile

ANY_EXTRACT = "extraction"
"""The input of an extract that could not be read: nothing says which one it is."""


@dataclass(frozen=True, kw_only=True)
class Part:
    """What one file, or several of a kind, give of one input.

    Attributes:
        frame: its records, with ``year`` and ``period``; None when nothing of it is usable.
        period: what it answers, as the register of receipts says it.
        blocked: why it is not usable, in French; empty when it is.
        declared_empty: whether the hospital declares that there is nothing.
    """

    period: str
    files: tuple[str, ...]
    frame: pd.DataFrame | None = None
    blocked: str = ""
    declared_empty: bool = False


@dataclass(frozen=True, kw_only=True)
class HospitalEvidence:
    """Everything that the files of one hospital give.

    Attributes:
        parts: by input code.
        sources: the files read, with their digests.
        findings: what is to be told beside the results, by the input that it bears on; an empty code bears on all.
    """

    parts: Mapping[str, tuple[Part, ...]] = field(default_factory=dict)
    sources: Mapping[str, tuple[SourceFile, ...]] = field(default_factory=dict)
    findings: Mapping[str, tuple[FindingRecord, ...]] = field(default_factory=dict)


NOTHING = HospitalEvidence()
