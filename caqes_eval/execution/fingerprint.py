"""The fingerprint of a task: same template, parameters, inputs and code give the same one, and nothing to run."""

import json
from collections.abc import Mapping
from functools import cache
from pathlib import Path

import caqes_eval
from caqes_eval.execution.task import ParameterValue
from caqes_eval.foundation.files import sha256_bytes, sha256_file


@cache
def code_digest() -> str:
    """Return the digest of the package's own sources and templates."""
    package = Path(caqes_eval.__file__).parent
    sources = sorted(path for suffix in ("*.py", "*.j2", "*.yml") for path in package.rglob(suffix))
    return sha256_bytes(
        "\n".join(f"{path.relative_to(package).as_posix()} {sha256_file(path)}" for path in sources).encode()
    )


def fingerprint(template: Path, parameters: Mapping[str, ParameterValue], inputs: Mapping[str, bytes]) -> str:
    """Return the digest of all that determines a dossier."""
    parts = {
        "template": sha256_file(template),
        "parameters": dict(parameters),
        "inputs": {name: sha256_bytes(content) for name, content in inputs.items()},
        "code": code_digest(),
    }
    return sha256_bytes(json.dumps(parts, sort_keys=True).encode())
