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
import re
import shutil
import time
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ValidationError

from caqes_eval import __version__
from caqes_eval.dossier.durable import settle
from caqes_eval.dossier.seals import VERIFIED, seal_of
from caqes_eval.execution.fingerprint import code_digest
from caqes_eval.execution.task import Task
from caqes_eval.families.result import Record
from caqes_eval.foundation.environment import environment_digest
from caqes_eval.foundation.errors import IntegrityError, OutputError
from caqes_eval.foundation.files import reason, sha256_bytes, sha256_file, write_atomically

MANIFEST = "manifest.json"
RESULT_FILE = "result.json"
"""As ``execution/run.py`` writes it; said again here, for that module brings papermill's."""
SYNTHESIS = "synthese"
ALTERED, FAILED = "altéré", "en échec"


class State(Record):
    """Why an establishment has no result for a family."""

    status: str
    message: str


@dataclass(frozen=True)
class Dossier:
    """One archived version.

    Attributes:
        folder: where it is.
        fingerprint: digest of all that determined it.
        files: digest of each of its files when it was published, by relative path.
        environment: digest of the packages it was executed with; empty when it was not recorded.
    """

    folder: Path
    fingerprint: str
    files: Mapping[str, str]
    environment: str = ""

    def comes_from(self, fingerprint: str) -> bool:
        """Say whether an execution today, of that fingerprint, would give this dossier again."""
        return self.fingerprint == fingerprint and self.environment == environment_digest()

    def alterations(self) -> list[str]:
        """Return what has changed since the execution: each file modified or missing, in French.

        A file added beside (a JupyterLab checkpoint, a spreadsheet's lock) alters nothing that was archived. Files that
        were found intact are not read again while nothing about them has changed (see ``seals.py``).
        """
        if VERIFIED.holds(self.folder):
            return []
        seal = seal_of(self.folder)
        changes = self._compared()
        if not changes:
            VERIFIED.note(self.folder, seal)
        return changes

    def _compared(self) -> list[str]:
        changes = []
        for name, digest in self.files.items():
            path = self.folder / name
            if not path.is_file():
                changes.append(f"{name} (manquant)")
            elif sha256_file(path) != digest:
                changes.append(f"{name} (modifié)")
        return changes

    def check(self, key: str) -> None:
        """Refuse a dossier that is not as it was executed.

        Raises:
            IntegrityError: with every file that changed.
        """
        altered = self.alterations()
        if altered:
            raise IntegrityError(
                f"Le dossier {key} ({self.folder.name}) a changé depuis son exécution : {', '.join(altered)}.",
                remedy="Relancez « caqes run » : une nouvelle version sera faite, celle-ci restera pour comparer.",
            )

    def record(self) -> dict[str, Any]:
        """Return its whole manifest: template, parameters, inputs, code and environment, as digests.

        Raises:
            IntegrityError: it cannot be read any more.
        """
        try:
            content = json.loads((self.folder / MANIFEST).read_bytes())
        except (OSError, ValueError) as error:
            raise _unreadable(self.folder) from error
        return content if isinstance(content, dict) else {}

    @property
    def notebook(self) -> Path:
        """The executed notebook."""
        return next(self.folder / name for name in self.files if name.endswith(".ipynb"))

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
        for _, folder in sorted(self._versions(), reverse=True):
            if (folder / MANIFEST).is_file():
                manifest = _read_manifest(folder)
                return Dossier(folder, manifest.fingerprint, manifest.files, manifest.environment)
        return None

    def exists(self) -> bool:
        """Say whether there is a version, whole or not."""
        return bool(self._versions())

    def made_by(self, fingerprint: str) -> bool:
        """Say whether the current version is what an execution of that fingerprint would give today."""
        try:
            current = self.current()
        except IntegrityError:
            return False
        return current is not None and current.comes_from(fingerprint)

    def next_number(self) -> int:
        """Return the number of the next version: never one that exists, whole or not."""
        return max((number for number, _ in self._versions()), default=0) + 1

    def _versions(self) -> list[tuple[int, Path]]:
        # a copy made by hand, « v001 - Copie », is none of ours
        return [(int(path.name[1:]), path) for path in self.folder.glob("v*") if re.fullmatch(r"v\d{3,}", path.name)]

    def state(self) -> State | None:
        """Return why the last run gave no dossier, None when it gave one."""
        path = self.folder / "state.json"
        try:
            return State.model_validate_json(path.read_bytes()) if path.is_file() else None
        except ValidationError:
            return State(status=FAILED, message="L’état de cette évaluation est illisible : relancez « caqes run ».")

    def publish(self, task: Task) -> Dossier:
        """Make an executed staging folder the next version.

        Raises:
            OutputError: the folder cannot be written to the disk, or renamed.
        """
        number = self.next_number()
        folder = self.folder / f"v{number:03d}"
        write_atomically(self.staging / MANIFEST, _manifest(task, number))
        settle(self.staging, task.key)
        _rename_patiently(self.staging, folder, task.key)
        settle(self.folder, task.key, whole=False)
        self.clear()
        return Dossier(folder, task.fingerprint, _read_manifest(folder).files, environment_digest())

    def keep_failure(self, message: str) -> None:
        """Put a failed execution aside and say why there is no result."""
        failed = self.folder / "failed"
        shutil.rmtree(failed, ignore_errors=True)
        with suppress(OSError):  # on Windows an open file keeps its folder: the message matters more than the copy
            self.staging.rename(failed)
        self.mark(FAILED, message)

    def mark(self, status: str, message: str) -> None:
        """Record that the last run gave no dossier; the same words are not written again."""
        told = State(status=status, message=message)
        if self.state() != told:
            write_atomically(self.folder / "state.json", told.model_dump_json() + "\n")

    def clear(self) -> None:
        """Forget earlier failures: the current version is the result."""
        (self.folder / "state.json").unlink(missing_ok=True)
        shutil.rmtree(self.folder / "failed", ignore_errors=True)

    def sweep(self) -> None:
        """Remove what an interrupted run left half-written."""
        shutil.rmtree(self.staging, ignore_errors=True)


class _Manifest(BaseModel):
    """What is read back of a manifest."""

    fingerprint: str
    files: dict[str, str]
    environment: str = ""


def _read_manifest(folder: Path) -> _Manifest:
    try:
        return _Manifest.model_validate_json((folder / MANIFEST).read_bytes())
    except (OSError, ValidationError) as error:
        raise _unreadable(folder) from error


def _unreadable(folder: Path) -> IntegrityError:
    name = "/".join(folder.parts[-3:])
    return IntegrityError(
        f"Le manifeste du dossier {name} est illisible : on ne peut plus savoir si ce dossier est intact.",
        remedy="Déplacez ce dossier hors de notebooks/runs, puis relancez « caqes run ».",
    )


def _rename_patiently(staging: Path, folder: Path, key: str) -> None:
    """Rename a folder; on Windows an antivirus or an ending kernel may hold it for a moment."""
    for wait in (0.2, 0.5, 1.0, 2.0, None):
        try:
            staging.rename(folder)
        except OSError as error:
            if wait is None:
                raise OutputError(
                    f"Le dossier {key} ne peut pas être archivé : {reason(error)}.",
                    remedy="Fermez les notebooks ouverts de cet établissement, puis relancez.",
                ) from error
            time.sleep(wait)
        else:
            return


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
        "code": code_digest(),
        "environment": environment_digest(),
        "template": {"name": task.template.name, "sha256": sha256_file(task.template)},
        "parameters": dict(task.parameters),
        "inputs": {name: sha256_bytes(content) for name, content in sorted(task.inputs.items())},
        "files": {path.relative_to(task.staging).as_posix(): sha256_file(path) for path in files},
    }
    return json.dumps(content, ensure_ascii=False, indent=1, sort_keys=True) + "\n"
