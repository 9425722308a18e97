"""What was read of a hospital's files, kept under the digest of all that it rests on; may be deleted at any time."""

import json
from dataclasses import dataclass
from pathlib import Path

from pydantic import BaseModel, ConfigDict, ValidationError

from caqes_eval.families.result import FindingRecord, SourceFile
from caqes_eval.foundation.files import make_folder, sha256_bytes, write_atomically
from caqes_eval.notebook.archived_tables import Kind, from_csv, kinds, to_csv
from caqes_eval.pipeline.evidence.model import HospitalEvidence, Part


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid")

    period: str
    files: tuple[str, ...]
    blocked: str
    declared_empty: bool
    kinds: dict[str, Kind] | None
    rows: str = ""


class _Stored(BaseModel):
    model_config = ConfigDict(extra="forbid")

    parts: dict[str, tuple[_Part, ...]]
    sources: dict[str, tuple[SourceFile, ...]]
    findings: dict[str, tuple[FindingRecord, ...]]


@dataclass(frozen=True)
class Store:
    """A folder of what was read."""

    folder: Path

    def read(self, key: str) -> HospitalEvidence | None:
        """Return what was kept under a key, None when nothing was, or not as it was written."""
        try:
            digest, _, content = (self.folder / f"{key}.json").read_bytes().partition(b"\n")
        except OSError:
            return None
        if digest.decode("ascii", "replace") != sha256_bytes(content):
            return None
        try:
            stored = _Stored.model_validate_json(content)
        except ValidationError:
            return None
        return HospitalEvidence(
            parts={code: tuple(_part(each) for each in parts) for code, parts in stored.parts.items()},
            sources=stored.sources,
            findings=stored.findings,
        )

    def write(self, key: str, evidence: HospitalEvidence) -> None:
        """Keep what was read under a key."""
        content = {
            "parts": {code: [_record(each) for each in parts] for code, parts in evidence.parts.items()},
            "sources": {
                code: [each.model_dump(mode="json") for each in all_] for code, all_ in evidence.sources.items()
            },
            "findings": {
                code: [each.model_dump(mode="json") for each in all_] for code, all_ in evidence.findings.items()
            },
        }
        make_folder(self.folder)
        text = json.dumps(content, ensure_ascii=False)
        # figures come from here: a file cut short or touched must be seen
        write_atomically(self.folder / f"{key}.json", f"{sha256_bytes(text.encode())}\n{text}")


def _record(part: Part) -> dict[str, object]:
    frame = part.frame
    return {
        "period": part.period, "files": part.files, "blocked": part.blocked, "declared_empty": part.declared_empty,
        "kinds": None if frame is None else kinds(frame), "rows": "" if frame is None else to_csv(frame).decode(),
    }  # fmt: skip


def _part(stored: _Part) -> Part:
    frame = None if stored.kinds is None else from_csv(stored.rows.encode(), stored.kinds)
    return Part(
        period=stored.period, files=stored.files, frame=frame, blocked=stored.blocked,
        declared_empty=stored.declared_empty,
    )  # fmt: skip
