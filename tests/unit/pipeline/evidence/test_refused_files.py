"""A file that an analyst judged « refusé » after it was received stays in its folder and counts for nothing."""

from dataclasses import replace
from datetime import date
from pathlib import Path

import pandas as pd
import pytest
from pmsi_files import HOSPITAL, line, write

from caqes_eval.campaign.receipts import Receipt
from caqes_eval.foundation.shipped import shipped
from caqes_eval.intake.pmsi.reader import read_pmsi
from caqes_eval.intake.tables.reading import TypedTable
from caqes_eval.pipeline.collection.contents import Content
from caqes_eval.pipeline.collection.reading import FileRead
from caqes_eval.pipeline.evidence.gather import _Hospital
from caqes_eval.pipeline.evidence.model import HospitalEvidence
from caqes_eval.regulation.parameters.rules import Rules
from caqes_eval.regulation.regime import Law

LAW = Law(rules=Rules.load(shipped("regulation")), activity=date(2025, 12, 31), decision=date(2026, 3, 1))
READER = _Hospital((HOSPITAL,), (), LAW, {})
TABLE = TypedTable(
    frame=pd.DataFrame({"finess": pd.Series([HOSPITAL], dtype=object), "source_row": [2]}),
    absences=pd.DataFrame({"finess": pd.Series([None], dtype=object)}),
    findings=(),
)


def receipt(form: str, outcome: str, period: str = "2025") -> Receipt:
    return Receipt.model_validate(
        {
            "file": "a", "sha256": "a" * 64, "received_on": date(2026, 2, 1), "finess": "990780017", "form": form,
            "period": period, "outcome": outcome, "note": "Ancien fichier.",
        }
    )  # fmt: skip


def evidence(file: FileRead, outcome: str) -> HospitalEvidence:
    assert file.receipt is not None
    return READER.evidence([replace(file, receipt=file.receipt.model_copy(update={"outcome": outcome}))])


def pmsi(folder: Path) -> tuple[FileRead, str]:
    path = write(folder, f"{HOSPITAL}.2025.12.med", [line("rsa_med", 2025)])
    read = read_pmsi(path, hospital=(HOSPITAL,))
    return FileRead(
        file=path, receipt=receipt("pmsi", "reçu"), content=b"x", told=Content(findings=(), tables={}, pmsi=read)
    ), "pmsi.med"


def extract(folder: Path) -> tuple[FileRead, str]:
    told = Content(findings=(), tables={"extraction.ipp": TABLE})
    return FileRead(
        file=folder / "ipp.csv", receipt=receipt("extraction_am", "reçu"), content=b"x", told=told
    ), "extraction.ipp"


def form(folder: Path) -> tuple[FileRead, str]:
    told = Content(findings=(), tables={"mo_initiations.initiations": TABLE})
    given = receipt("mo_initiations", "reçu", "2025-S1")
    return FileRead(file=folder / "mo.xlsx", receipt=given, content=b"x", told=told), "mo_initiations.initiations"


@pytest.mark.parametrize("kind", [pmsi, extract, form])
def test_a_file_counts_until_it_is_refused(tmp_path: Path, kind) -> None:
    file, code = kind(tmp_path)
    for outcome in ("reçu", "validé", "incomplet"):
        (part,) = evidence(file, outcome).parts[code]
        assert part.frame is not None
        assert (len(part.frame), part.blocked) == (1, "")
    (refused,) = evidence(file, "refusé").parts[code]
    assert refused.frame is None
    assert refused.blocked == f"Fichier {file.file.name} : refusé à la relecture. Ancien fichier."
