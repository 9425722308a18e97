"""The repairs that a person accepted, as the readers take them: which cell of a file is to be read as what."""

from collections.abc import Sequence
from pathlib import Path

from caqes_eval.campaign.acceptances import Repair
from caqes_eval.intake.door import shown_name
from caqes_eval.intake.workbooks import Correction, Repairs, open_workbook
from caqes_eval.intake.workbooks.repairs import address_under


def repairs_of(file: Path, accepted: Sequence[Repair]) -> Repairs:
    """Return the repairs of a file by sheet and address of the cell (see :func:`apply_acceptances`).

    A finding of a text file names a line and a heading: the cell is looked for. A repair whose cell is not found keeps a
    place that no file has, so that its reader says that it could not be applied.

    Args:
        file: where it is, unchanged since the decisions.
        accepted: the repairs of its findings.
    """
    text = None
    if any(each.finding.cell is None for each in accepted):
        opened = open_workbook(file, file=shown_name(file))
        text = opened.sheets[0] if opened.kind == "texte" and opened.sheets else None
    repairs: dict[tuple[str, str], Correction] = {}
    for each in accepted:
        finding, address = each.finding, each.finding.cell
        if address is None and text is not None and finding.line and finding.column:
            address = address_under(text, finding.line, finding.column)
        place = address or f"ligne {finding.line or '?'}, {finding.column or '?'}"
        repairs[finding.sheet or "", place] = Correction(each.value, each.acceptance.sentence())
    return repairs
