"""The fingerprint of a task: same template, parameters, inputs and code give the same one, and nothing to run."""

import json
from collections.abc import Mapping
from functools import cache
from pathlib import Path

import caqes_eval
from caqes_eval.execution.task import ParameterValue, Task
from caqes_eval.foundation.files import sha256_bytes, sha256_file


@cache
def code_digest() -> str:
    """Return the digest of the package's own sources and templates."""
    package = Path(caqes_eval.__file__).parent
    sources = sorted(path for suffix in ("*.py", "*.j2", "*.yml") for path in package.rglob(suffix))
    return sha256_bytes(
        "\n".join(f"{path.relative_to(package).as_posix()} {sha256_file(path)}" for path in sources).encode()
    )


def make_task(
    *,
    key: str,
    template: Path,
    parameters: Mapping[str, ParameterValue],
    inputs: Mapping[str, bytes],
    staging: Path,
    scrap: str,
) -> Task:
    """Return the task of a template, its fingerprint computed; the executed notebook keeps the template's name.

    Args:
        key: who and what it is for, in messages.
        template: the notebook to run.
        parameters: values by declared name.
        inputs: content of each file of its ``inputs`` folder, by name.
        staging: private folder where it runs.
        scrap: name of the result that the notebook must leave.
    """
    return Task(
        key=key, template=template, notebook=template.name, parameters=parameters, inputs=inputs, staging=staging,
        scrap=scrap, fingerprint=fingerprint(template, parameters, inputs),
    )  # fmt: skip


def fingerprint(template: Path, parameters: Mapping[str, ParameterValue], inputs: Mapping[str, bytes]) -> str:
    """Return the digest of all that determines a dossier."""
    parts = {
        "template": sha256_file(template),
        "parameters": dict(parameters),
        "inputs": {name: sha256_bytes(content) for name, content in inputs.items()},
        "code": code_digest(),
    }
    return sha256_bytes(json.dumps(parts, sort_keys=True).encode())
