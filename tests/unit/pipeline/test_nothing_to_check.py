"""Why there is nothing to check: nothing came, or everything that came was refused."""

from datetime import date
from pathlib import Path

import pytest

from caqes_eval.campaign.receipts import Receipt, Receipts
from caqes_eval.campaign.receipts_file import receipts_path, write_receipts
from caqes_eval.campaign.workspace import Workspace
from caqes_eval.foundation.errors import ResultsMissingError
from caqes_eval.pipeline.collection.check import check_campaign

DEMO = Path(__file__).parents[3] / "params/campaigns/demo.yml"
TODAY = date(2026, 5, 31)


@pytest.fixture
def workspace(tmp_path) -> Workspace:
    (tmp_path / "params/campaigns").mkdir(parents=True)
    (tmp_path / "params/campaigns/demo.yml").write_bytes(DEMO.read_bytes())
    return Workspace(tmp_path)


def refused(sha: str) -> Receipt:
    return Receipt(
        file=f"{sha}.xlsx", sha256=sha * 64, received_on=date(2026, 2, 10), finess="990780017", form="mo_initiations",
        period="2025-S1", outcome="refusé",
    )  # fmt: skip


def told(workspace: Workspace) -> str:
    with pytest.raises(ResultsMissingError) as caught:
        check_campaign(workspace, "demo", today=TODAY)
    return caught.value.message


def test_nothing_came(workspace):
    assert told(workspace) == "La campagne « demo » n’a encore rien reçu."


@pytest.mark.parametrize(
    ("shas", "words"),
    [("a", "le seul fichier reçu a été refusé"), ("ab", "les 2 fichiers reçus ont tous été refusés")],
)
def test_everything_was_refused(workspace, shas, words):
    write_receipts(receipts_path(workspace.root, "demo"), Receipts(lines=tuple(map(refused, shas))))
    assert told(workspace) == f"La campagne « demo » n’a aucun fichier à contrôler : {words}, et rien n’en est gardé."
