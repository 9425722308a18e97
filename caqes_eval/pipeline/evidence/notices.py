"""What is to be known of the files received before their figures are trusted: gone, changed since, or not counted."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path

from caqes_eval.campaign.receipts import Receipt
from caqes_eval.foundation import french
from caqes_eval.foundation.findings import Finding, Severity
from caqes_eval.intake.door import shown_name
from caqes_eval.pipeline.evidence.model import HospitalEvidence

_NAMED = 3
REFUSED = "refusé"
"""What an analyst judged so is kept and counts for nothing."""


def notices(
    campaign: str, counted: Iterable[tuple[Path, Receipt]], digests: Mapping[Path, str],
    gathered: Mapping[str, HospitalEvidence],
) -> Iterator[Finding]:  # fmt: skip
    """Yield what to tell of the files received.

    Args:
        campaign: its name.
        counted: the files that count, and the receipt of each.
        digests: of those that are in the folder, as they are now.
        gathered: what was read of them, by FINESS.
    """
    here = f"received/{campaign}"
    files = list(counted)
    gone = [(file, receipt) for file, receipt in files if file not in digests]
    changed = [(file, receipt) for file, receipt in files if digests.get(file, receipt.sha256) != receipt.sha256]
    if gone:
        yield Finding(
            code="retour_disparu", severity=Severity.TO_CHECK, file=_shown(*gone[0]) if len(gone) == 1 else here,
            message=f"ce fichier, inscrit le {french.day(gone[0][1].received_on)}, n’est plus dans {here}."
            if len(gone) == 1 else f"{len(gone)} fichiers inscrits n’y sont plus : {_named(gone)}.",
            why="L’évaluation se fait sans.", remedy="Remettez ce qui manque, ou inscrivez-le de nouveau : caqes receive.",
            count=len(gone),
        )  # fmt: skip
    if changed:
        yield Finding(
            code="retour_modifie", severity=Severity.TO_CHECK, file=_shown(*changed[0]) if len(changed) == 1 else here,
            message=f"ce fichier n’est plus celui qui a été inscrit le {french.day(changed[0][1].received_on)}."
            if len(changed) == 1 else f"{len(changed)} fichiers ne sont plus ceux qui ont été inscrits : {_named(changed)}.",
            why="Il compte tel qu’il est : un chiffre changé depuis déciderait, sans trace de qui l’a envoyé."
            if len(changed) == 1 else "Ils comptent tels qu’ils sont : un chiffre changé depuis déciderait, sans trace de qui l’a envoyé.",
            remedy="Inscrivez de nouveau ce qui a changé (caqes receive), ou remettez l’original.", count=len(changed),
        )  # fmt: skip
    refused = {(receipt.finess, shown_name(file)) for file, receipt in files if receipt.outcome == REFUSED}
    if blocked := _blocked(gathered) - refused:
        several = len(blocked) > 1
        yield Finding(
            code="retours_non_comptes", severity=Severity.TO_CHECK, file=here,
            message=f"{french.plural(len(blocked), 'fichier reçu a', 'fichiers reçus ont')} un constat bloquant et ne "
            f"{'sont pas comptés' if several else 'est pas compté'}, en tout ou en partie.",
            why="Ce qu’ils disent manque aux résultats." if several else "Ce qu’il dit manque aux résultats.",
            remedy=f"« caqes check {campaign} » {'les cite' if several else 'le cite'} : à corriger par l’établissement, ou à "
            "accepter.",
        )  # fmt: skip


def _shown(file: Path, receipt: Receipt) -> str:
    return f"{receipt.finess}/{shown_name(file)}"


def _named(files: Sequence[tuple[Path, Receipt]]) -> str:
    more = len(files) - _NAMED
    first = ", ".join(_shown(*each) for each in files[:_NAMED])
    return f"{first} et {french.plural(more, 'autre')}" if more > 0 else first


def _blocked(gathered: Mapping[str, HospitalEvidence]) -> set[tuple[str, str]]:
    """Return the hospital and the name of each file that an input does without."""
    return {
        (finess, name)
        for finess, evidence in gathered.items()
        for parts in evidence.parts.values()
        for part in parts
        if part.blocked
        for name in part.files
    }
