"""The archive: one folder per establishment and family, one version per execution, never overwritten.

::

    notebooks/runs/<campaign>/<finess>/<family>/
        v001/  <family>.ipynb  result.json  inputs/…  manifest.json
        v002/  …
        failed/       the last failed execution, kept for whoever looks into it
        state.json    only when the last run gave no dossier: why

The current dossier is the highest version. A version appears whole, by the renaming of a staging folder.
"""

import json
import shutil
from dataclasses import dataclass
from pathlib import Path

from caqes_eval import __version__
from caqes_eval.execution.run import RESULT_FILE
from caqes_eval.execution.task import Task
from caqes_eval.families.result import Record
from caqes_eval.foundation.errors import OutputError
from caqes_eval.foundation.files import sha256_bytes, sha256_file, write_atomically

MANIFEST = "manifest.json"
SYNTHESIS = "synthese"


class State(Record):
    """Why an establishment has no result for a family."""

    status: str
    message: str


@dataclass(frozen=True)
class Dossier:
    """One archived version."""

    folder: Path
    fingerprint: str

    @property
    def notebook(self) -> Path:
        """The executed notebook."""
        return next(iter(sorted(self.folder.glob("*.ipynb"))))

    @property
    def result(self) -> Path:
        """The result record."""
        return self.folder / RESULT_FILE


@dataclass(frozen=True)
class Archive:
    """The versions of one establishment and family."""

    folder: Path

    @property
    def staging(self) -> Path:
        """Where the next version is prepared; its name starts with a dot and is never taken for a version."""
        return self.folder / ".staging"

    def current(self) -> Dossier | None:
        """Return the highest version, None when there is none."""
        versions = sorted(self.folder.glob("v[0-9][0-9][0-9]*"), key=lambda path: int(path.name[1:]))
        for folder in reversed(versions):
            if (folder / MANIFEST).is_file():
                manifest = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
                return Dossier(folder, manifest["fingerprint"])
        return None

    def state(self) -> State | None:
        """Return why the last run gave no dossier, None when it gave one."""
        path = self.folder / "state.json"
        return State.model_validate_json(path.read_bytes()) if path.is_file() else None

    def publish(self, task: Task) -> Dossier:
        """Make an executed staging folder the next version.

        Raises:
            OutputError: the folder cannot be renamed.
        """
        last = self.current()
        number = int(last.folder.name[1:]) + 1 if last else 1
        folder = self.folder / f"v{number:03d}"
        write_atomically(self.staging / MANIFEST, _manifest(task, number))
        try:
            self.staging.rename(folder)
        except OSError as error:
            raise OutputError(
                f"Le dossier {task.key} ne peut pas être archivé : {error.strerror}.",
                remedy="Fermez les notebooks ouverts de cet établissement, puis relancez.",
            ) from error
        self.clear()
        return Dossier(folder, task.fingerprint)

    def keep_failure(self, message: str) -> None:
        """Put a failed execution aside and say why there is no result."""
        failed = self.folder / "failed"
        shutil.rmtree(failed, ignore_errors=True)
        if self.staging.exists():
            self.staging.rename(failed)
        self.mark("en échec", message)

    def mark(self, status: str, message: str) -> None:
        """Record that the last run gave no dossier."""
        write_atomically(self.folder / "state.json", State(status=status, message=message).model_dump_json() + "\n")

    def clear(self) -> None:
        """Forget earlier failures: the current version is the result."""
        (self.folder / "state.json").unlink(missing_ok=True)
        shutil.rmtree(self.folder / "failed", ignore_errors=True)

    def sweep(self) -> None:
        """Remove what an interrupted run left half-written."""
        shutil.rmtree(self.staging, ignore_errors=True)


def synthesis_archive(runs: Path) -> Archive:
    """Return where the regional syntheses of a campaign are, in its folder of runs."""
    return Archive(runs / SYNTHESIS)


def _manifest(task: Task, number: int) -> str:
    files = sorted(path for path in task.staging.rglob("*") if path.is_file())
    content = {
        "version": 1,
        "dossier": task.key,
        "number": number,
        "fingerprint": task.fingerprint,
        "tool": f"caqes-eval {__version__}",
        "template": {"name": task.template.name, "sha256": sha256_file(task.template)},
        "parameters": dict(task.parameters),
        "inputs": {name: sha256_bytes(content) for name, content in sorted(task.inputs.items())},
        "files": {path.relative_to(task.staging).as_posix(): sha256_file(path) for path in files},
    }
    return json.dumps(content, ensure_ascii=False, indent=1, sort_keys=True) + "\n"
