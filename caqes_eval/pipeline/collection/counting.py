"""Which files received count: one per form, but every file of a source, which a hospital sends by months."""

from collections.abc import Iterator
from pathlib import Path

from caqes_eval.campaign.receipts import Receipt, Receipts, standing
from caqes_eval.campaign.receipts_file import receipts_path
from caqes_eval.campaign.workspace import Workspace
from caqes_eval.pipeline.collection.status import receipts_of
from caqes_eval.pipeline.collection.whose import SOURCES


def counting_files(workspace: Workspace, campaign: str) -> Iterator[tuple[Path, Receipt]]:
    """Yield the files that count, each with its receipt, in the order of the register.

    Raises:
        UserError: the register of receipts cannot be read.
    """
    folder = receipts_path(workspace.root, campaign).parent
    for counts in counting(receipts_of(workspace, campaign)):
        # a file refused at the door is in the register, not in the folder
        if counts.outcome != "refusé" or (folder / counts.finess / counts.file).exists():
            yield folder / counts.finess / counts.file, counts


def counting(receipts: Receipts) -> Iterator[Receipt]:
    """Yield the receipts that count."""
    for (_, form, _), history in receipts.histories().items():
        if form in SOURCES:
            judged = {receipt.sha256: receipt for receipt in history}
            yield from (receipt for receipt in judged.values() if receipt.outcome != "remplacé")
        elif (counts := standing(history)) is not None:
            yield counts
