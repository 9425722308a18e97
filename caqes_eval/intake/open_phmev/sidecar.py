"""The record kept beside a converted file: what was found in it, and whether it can be used again."""

import json
from dataclasses import asdict, dataclass, replace
from pathlib import Path

from caqes_eval.foundation.files import sha256_file, write_atomically
from caqes_eval.foundation.findings import Finding, Severity
from caqes_eval.intake.open_phmev.checks import CodeSeen

READER_VERSION = "1"
"""Changes whenever a file of the same bytes would be converted or judged differently."""


@dataclass(frozen=True, kw_only=True)
class Sidecar:
    """What is known of a converted file.

    Attributes:
        reader: version of the reader that converted it.
        sha256: digest of the source.
        size: bytes of the source.
        encoding: of the source.
        rows: number of rows, the header left out.
        parquet_sha256: digest of the converted file, so that a damaged one is not used.
        top_gen_column: name of that column as the source writes it.
        top_gen: its codes, to be compared with those of the year evaluated.
        findings: those that stop nothing.
    """

    reader: str
    sha256: str
    size: int
    encoding: str
    rows: int
    parquet_sha256: str
    top_gen_column: str
    top_gen: tuple[CodeSeen, ...]
    findings: tuple[Finding, ...]


def parquet_path(cache: Path, sha256: str) -> Path:
    """Return where the conversion of a source of that digest is kept."""
    return cache / f"{sha256}-{READER_VERSION}.parquet"


def write_sidecar(parquet: Path, sidecar: Sidecar) -> None:
    """Write the record of a converted file, the last thing done: without it, the conversion is not used.

    Raises:
        OutputError: it cannot be written.
    """
    write_atomically(parquet.with_suffix(".json"), json.dumps(asdict(sidecar), ensure_ascii=False, indent=1) + "\n")


def read_sidecar(parquet: Path, sha256: str, file: str) -> Sidecar | None:
    """Return the record of a converted file that is whole, else ``None``.

    Args:
        parquet: the converted file.
        sha256: digest of the source it must come from.
        file: name under which its findings are shown this time.
    """
    try:
        record = json.loads(parquet.with_suffix(".json").read_text(encoding="utf-8"))
        sidecar = Sidecar(
            **record
            | {
                "top_gen": tuple(CodeSeen(**code) for code in record["top_gen"]),
                "findings": tuple(_finding(found) for found in record["findings"]),
            }
        )
        whole = sidecar.parquet_sha256 == sha256_file(parquet)
    except (OSError, ValueError, TypeError, KeyError):
        return None
    if not whole or (sidecar.reader, sidecar.sha256) != (READER_VERSION, sha256):
        return None
    return replace(sidecar, findings=tuple(replace(finding, file=file) for finding in sidecar.findings))


def _finding(record: dict[str, object]) -> Finding:
    return Finding(**record | {"severity": Severity(str(record["severity"]))})  # type: ignore[arg-type]
