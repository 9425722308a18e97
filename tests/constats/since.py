"""What a run says of the files received since they were recorded."""

from collections.abc import Iterable
from datetime import date
from pathlib import Path

from caqes_eval.campaign.receipts import Receipt
from caqes_eval.foundation.files import sha256_bytes
from caqes_eval.foundation.findings import Finding
from caqes_eval.pipeline.evidence.model import HospitalEvidence, Part
from caqes_eval.pipeline.evidence.notices import notices
from caqes_eval.pipeline.tally import RETURNS
from tests.constats.model import Example, Room
from tests.unit.intake.pmsi_files import HOSPITAL

CONTENT = b"12;34\n"


def receipt(name: str = "activite.xlsx", outcome: str = "reçu") -> Receipt:
    """Return the receipt of a file of :data:`CONTENT`."""
    return Receipt(
        file=name, sha256=sha256_bytes(CONTENT), received_on=date(2026, 2, 2), finess=HOSPITAL,
        form="clinical_pharmacy", period="2025", outcome=outcome,
    )  # fmt: skip


def _gone(folder: Path) -> Iterable[Finding]:
    return notices("demo", [(folder / "activite.xlsx", receipt())], {}, {})


def _changed(folder: Path) -> Iterable[Finding]:
    file = folder / "activite.xlsx"
    return notices("demo", [(file, receipt())], {file: sha256_bytes(b"12;99\n")}, {})


def _not_counted(folder: Path) -> Iterable[Finding]:
    file = folder / "activite.xlsx"
    part = Part(period="2025", files=(file.name,), blocked="Fichier activite.xlsx : colonne absente.")
    evidence = {HOSPITAL: HospitalEvidence(parts={"clinical_pharmacy.activite": (part,)})}
    return notices("demo", [(file, receipt())], {file: sha256_bytes(CONTENT)}, evidence)


ROOM = Room(
    title="Depuis l’inscription",
    about="Ce que « caqes run » dit des fichiers reçus, chaque fois, tant que rien n’a été fait.",
    codes=RETURNS,
    examples=(
        Example("retour_disparu", "Fichier effacé du dossier `received`", _gone),
        Example("retour_modifie", "Chiffre changé à la main dans le dossier `received`", _changed),
        Example("retours_non_comptes", "Recueil où une colonne manque", _not_counted),
    ),
)
