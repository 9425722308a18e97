"""Dossiers made by hand for the tests of the archive: no notebook is run."""

import json
from pathlib import Path

from caqes_eval.dossier.archive import Archive, Dossier
from caqes_eval.execution.task import Task
from caqes_eval.families.result import FamilyResult, IndicatorResult
from caqes_eval.foundation.files import sha256_file

BOURG, AJACCIO = "010000024", "2A0000014"


def prepare(archive: Archive, template: Path, *, fingerprint: str = "f" * 64, result: str = "{}") -> Task:
    """Fill the staging folder as an execution does, and return its task."""
    inputs = {"b.csv": b"x\n", "a.json": b"{}"}
    archive.staging.mkdir(parents=True, exist_ok=True)
    (archive.staging / "inputs").mkdir(exist_ok=True)
    for name, content in inputs.items():
        (archive.staging / "inputs" / name).write_bytes(content)
    (archive.staging / "generics.ipynb").write_text("{}", encoding="utf-8")
    (archive.staging / "result.json").write_text(result, encoding="utf-8")
    return Task(
        key=f"{BOURG}/generics", template=template, notebook="generics.ipynb", parameters={"finess": BOURG},
        inputs=inputs, staging=archive.staging, scrap="caqes_result", fingerprint=fingerprint,
    )  # fmt: skip


def write_template(folder: Path) -> Path:
    """Write a template of one word."""
    path = folder / "templates" / "generics.ipynb"
    path.parent.mkdir()
    path.write_text("{}", encoding="utf-8")
    return path


def publish(archive: Archive, template: Path, **changes: str) -> Dossier:
    """Prepare and publish a version."""
    return archive.publish(prepare(archive, template, **changes))


def add_version(archive: Archive, name: str, *, fingerprint: str = "a" * 64, **files: str) -> Path:
    """Write a version's folder directly, with the manifest that makes it one; ``__`` stands for a dot in names."""
    folder = archive.folder / name
    folder.mkdir(parents=True)
    for file, content in files.items():
        (folder / file.replace("__", ".")).write_text(content, encoding="utf-8")
    seal(folder, fingerprint=fingerprint)
    return folder


def seal(folder: Path, *, fingerprint: str = "a" * 64) -> None:
    """Write the manifest of the files of a version's folder, as they are."""
    finess, family = folder.parts[-3:-1]
    digests = {path.name: sha256_file(path) for path in folder.iterdir() if path.name != "manifest.json"}
    manifest = {"dossier": f"{finess}/{family}", "fingerprint": fingerprint, "files": digests}
    (folder / "manifest.json").write_text(json.dumps(manifest), encoding="utf-8")


def family_result(finess: str, family: str, *results: IndicatorResult) -> FamilyResult:
    """Return an evaluation with these results."""
    return FamilyResult(
        campaign="c", finess=finess, establishment="CH", family=family, period="2025", results=results, actions=(),
        findings=(), sources=(), rules=(),
    )  # fmt: skip
