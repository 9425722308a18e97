"""The files received in the demonstration, on disk: by campaign and hospital, with the register of receipts."""

from collections.abc import Iterable
from pathlib import Path

from caqes_eval.campaign.receipts import Receipt, Receipts
from caqes_eval.campaign.receipts_file import receipts_path, write_receipts
from caqes_eval.campaign.register_file import register_path, write_register
from caqes_eval.demo.collection.filled import CAMPAIGNS, SEED
from caqes_eval.demo.collection.notice import notice
from caqes_eval.demo.collection.received import File, files_of, folder
from caqes_eval.demo.hospitals import REGIONS, RegionCode, register
from caqes_eval.demo.region import les_reference
from caqes_eval.foundation.files import sha256_bytes, write_atomically

NOTICE = "LISEZ-MOI.md"
_REFERENCE = "params/references/les_indications.json"
_RECORDED_BY = "démonstration"


def write_collection(root: Path) -> dict[RegionCode, int]:
    """Write the files received by the campaigns of the demonstration, and return how many each region has.

    They go under ``received/CAMPAIGN/FINESS/``, with the register of receipts and a notice. A file that is already there,
    and the same, is left; a register of establishments, or a reference of indications, that is already there is left
    whatever it says.

    Args:
        root: the working folder.

    Raises:
        OutputError: a file cannot be written.
    """
    counts: dict[RegionCode, int] = {}
    for region in REGIONS:
        files = files_of(region)
        counts[region] = len(files)
        for file in files:
            _write(root / file.path, file.content)
        _write(root / folder(region) / NOTICE, notice(region, len(files), SEED).encode())
        write_receipts(receipts_path(root, CAMPAIGNS[region]), receipts_of(files))
        if not (path := register_path(root, region)).exists():
            write_register(path, register(region))
    if not (reference := root / _REFERENCE).exists():
        write_atomically(reference, les_reference())
    return counts


def receipts_of(files: Iterable[File]) -> Receipts:
    """Return the receipts of files: a line each, by day, then a line for those already judged."""
    lines: list[Receipt] = []
    for file in sorted(files, key=lambda each: (each.received_on, each.own.finess, each.name)):
        received = Receipt(
            file=file.name, sha256=sha256_bytes(file.content), received_on=file.received_on, finess=file.own.finess,
            form=file.form, period=file.period, outcome="reçu", by=_RECORDED_BY,
        )  # fmt: skip
        lines.append(received)
        if file.judged:
            outcome, note = file.judged
            lines.append(received.model_copy(update={"outcome": outcome, "note": note}))
    return Receipts(lines=tuple(lines))


def _write(path: Path, content: bytes) -> None:
    if not (path.is_file() and path.read_bytes() == content):
        write_atomically(path, content)
