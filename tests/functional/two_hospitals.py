"""A campaign of two hospitals and one family, which runs in a few seconds."""

import json
import shutil
from dataclasses import dataclass
from pathlib import Path

from caqes_eval.campaign.model import Campaign
from caqes_eval.campaign.receipts import Receipts
from caqes_eval.campaign.receipts_file import receipts_path, write_receipts
from caqes_eval.campaign.workspace import Workspace
from caqes_eval.demo import write_demo
from caqes_eval.demo.campaigns import bind_campaigns
from caqes_eval.demo.collection import write_collection
from caqes_eval.foundation.shipped import shipped
from caqes_eval.pipeline.collection.status import receipts_of

A, B = "990780017", "990780025"
FAMILY = "clinical_pharmacy"


def write_campaign(root: Path) -> None:
    """Two hospitals of the fictitious region, one family that they answer by a form each, and nothing else recorded."""
    write_demo(root / "demo")
    workspace = Workspace(root)
    whole = Campaign.model_validate(
        {
            "version": "1", "name": "demo", "title": "Deux établissements", "year": 2025, "evaluation_date": "2026-03-31",
            "families": ["generics"], "establishments": [{"finess": A, "name": "A"}, {"finess": B, "name": "B"}],
        }
    )  # fmt: skip
    bind_campaigns(workspace, whole)
    bound = workspace.load_campaign("demo")
    workspace.save_campaign(bound.model_copy(update={"families": [FAMILY]}), heading="# essai")
    write_collection(root)
    for folder in (root / "received/demo").iterdir():
        if folder.is_dir() and folder.name not in (A, B):
            shutil.rmtree(folder)
    register = receipts_path(root, "demo")
    lines = receipts_of(workspace, "demo").lines
    kept = (each for each in lines if each.finess in (A, B) and each.form == FAMILY)
    write_receipts(register, Receipts(lines=tuple(kept)))


@dataclass(frozen=True)
class Waiting:
    """A template that waits in the notebook of B.

    Attributes:
        template: where it is.
        sound: its text before.
        begun: a file that appears when B waits.
        go_on: a file that lets B go on, once made.
    """

    template: Path
    sound: str
    begun: Path
    go_on: Path


def waiting_for_b(root: Path) -> Waiting:
    """Give the campaign a template that waits in the notebook of B."""
    shutil.copytree(shipped("templates"), root / "notebooks/templates")
    template = root / f"notebooks/templates/{FAMILY}.ipynb"
    waiting = Waiting(template, template.read_text(encoding="utf-8"), root.parent / "begun", root.parent / "go-on")
    book = json.loads(waiting.sound)
    source = [
        "import time\n", "from pathlib import Path\n",
        f"if finess == {B!r}:\n", f"    Path({str(waiting.begun)!r}).touch()\n",
        f"    while not Path({str(waiting.go_on)!r}).exists():\n", "        time.sleep(0.1)",
    ]  # fmt: skip
    cell = {
        **book["cells"][-1],
        "cell_type": "code",
        "outputs": [],
        "execution_count": None,
        "id": "attente",
        "source": source,
    }
    template.write_text(json.dumps({**book, "cells": [*book["cells"], cell]}), encoding="utf-8")
    return waiting
