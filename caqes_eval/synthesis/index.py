"""What the synthesis notebook reads: where the dossiers of a campaign are, and what has none."""

from typing import Literal

from caqes_eval.families.result import FindingRecord, Record, SourceFile


class Entry(Record):
    """An executed notebook to read, by its path relative to the synthesis and its digest."""

    finess: str
    family: str
    notebook: str
    notebook_sha256: str
    result: str


class Missing(Record):
    """An evaluation without dossier, and why."""

    finess: str
    name: str
    family: str
    status: str
    message: str


class Index(Record):
    """The content of ``inputs/index.json``."""

    version: Literal[1] = 1
    campaign: str
    campaign_title: str
    year: int
    evaluation_date: str
    tool_version: str
    families: tuple[str, ...]
    names: dict[str, str]
    entries: tuple[Entry, ...]
    missing: tuple[Missing, ...]
    uncovered: tuple[str, ...]
    stale: tuple[str, ...]
    findings: tuple[FindingRecord, ...]
    sources: tuple[SourceFile, ...]
