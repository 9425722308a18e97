"""What the last check of a campaign found: ``received/<campaign>/constats.json``, written by ``caqes check``."""

from collections.abc import Iterator
from pathlib import Path
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from caqes_eval.foundation.errors import InputFormatError, InputMissingError, ResultsMissingError
from caqes_eval.foundation.exact import Day
from caqes_eval.foundation.files import reason, write_atomically
from caqes_eval.foundation.findings import Finding


class FileRecord(BaseModel):
    """A file received and what was found in it.

    Attributes:
        path: relative to the working folder, with ``/``.
        sha256: digest of its bytes when it was checked.
        finess: the hospital it is from, None when nothing tells.
        form: code of the form or of the table it was read as, None when it was not recognised.
        period: the activity it tells, as messages name it (``S2 2025``), None when nothing tells.
        findings: as found, before any decision is applied: a decision can be taken back.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    path: str
    sha256: Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]
    finess: Annotated[str, Field(pattern=r"^[0-9AB]{9}$")] | None = None
    form: str | None = None
    period: str | None = None
    findings: tuple[Finding, ...] = ()


class CheckRecord(BaseModel):
    """A check of all the files of a campaign."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    version: Literal["1"] = "1"
    campaign: str
    checked_on: Day
    files: tuple[FileRecord, ...]

    def each(self) -> Iterator[tuple[FileRecord, Finding]]:
        """Yield every finding with its file."""
        for file in self.files:
            for finding in file.findings:
                yield file, finding


def record_path(root: Path, campaign: str) -> Path:
    """Return where the record of a campaign is, in a working folder; its name has been checked."""
    return root / "received" / campaign / "constats.json"


def write_record(path: Path, record: CheckRecord) -> None:
    """Write a record whole or not at all; what :func:`read_record` reads back is equal.

    Raises:
        OutputError: the disk is full, or the file is open elsewhere or protected.
    """
    write_atomically(path, record.model_dump_json(indent=1) + "\n")


def read_record(path: Path, *, campaign: str) -> CheckRecord:
    """Read the record of the last check of a campaign.

    Raises:
        ResultsMissingError: the campaign was never checked.
        InputMissingError: the file cannot be read.
        InputFormatError: it is damaged, of another version or of another campaign.
    """
    check = f"Lancez « caqes check {campaign} »."
    if not path.exists():
        raise ResultsMissingError(
            f"Les fichiers de la campagne « {campaign} » n’ont pas encore été contrôlés.", remedy=check
        )
    try:
        record = CheckRecord.model_validate_json(path.read_bytes())
    except OSError as error:
        raise InputMissingError(
            f"{path.name} est illisible : {reason(error)}.", remedy="Fermez-le et relancez."
        ) from error
    except ValidationError as error:
        raise InputFormatError(
            f"{path.name} est abîmé, ou écrit par une autre version de caqes.", remedy=check
        ) from error
    if record.campaign != campaign:
        raise InputFormatError(f"{path.name} est celui de la campagne « {record.campaign} ».", remedy=check)
    return record
