"""The packages the product computes with, as one digest: another version of pandas may give another figure."""

import platform
import re
from collections.abc import Iterable
from functools import cache
from importlib.metadata import Distribution, PackageNotFoundError, distribution, entry_points

from caqes_eval.foundation.files import sha256_bytes

PRODUCT = "caqes-eval"
PLUGINS = "caqes_eval.families"


@cache
def environment_digest() -> str:
    """Return the digest of Python's version and of every package that the product needs, with its version.

    The product's own version is not in it (its code is digested apart), nor is a tool installed beside (a linter): they
    change no figure. The packages of other families of indicators are.
    """
    versions = packages([PRODUCT, *(entry.dist.name for entry in entry_points(group=PLUGINS) if entry.dist)])
    versions.pop(PRODUCT, None)
    listed = [f"python {platform.python_implementation()} {platform.python_version()}"]
    listed += [f"{name} {version}" for name, version in sorted(versions.items())]
    return sha256_bytes("\n".join(listed).encode())


def packages(names: Iterable[str]) -> dict[str, str]:
    """Return the version of packages and of all that they need, extras left out; one not installed is left out."""
    found: dict[str, str] = {}
    seen: set[str] = set()
    remaining = [_normal(name) for name in names]
    while remaining:
        name = remaining.pop()
        if name in seen:
            continue
        seen.add(name)
        try:
            installed: Distribution = distribution(name)
        except PackageNotFoundError:
            continue  # for another platform
        found[name] = installed.version
        remaining += [_normal(need) for need in installed.requires or () if "extra ==" not in need]
    return found


def _normal(requirement: str) -> str:
    found = re.match(r"[A-Za-z0-9._-]+", requirement)
    assert found is not None, "a requirement starts with a name"
    return re.sub(r"[-_.]+", "-", found[0]).lower()
