"""The packages the product computes with, as one digest: another version of pandas may give another figure."""

import platform
import re
from collections.abc import Iterable
from functools import cache
from importlib.metadata import Distribution, PackageNotFoundError, distribution, entry_points

from caqes_eval.foundation.files import sha256_bytes

PRODUCT = "caqes-eval"
PLUGINS = "caqes_eval.families"

_CONDITIONAL = re.compile(r";.*\b(extra|os_name|sys_platform|platform_system|platform_machine)\b")


@cache
def environment_digest() -> str:
    """Return the digest of Python's version and of every package that the product needs, with its version.

    The product's own version is not in it (its code is digested apart), nor is a tool installed beside (a linter), nor
    what one system only needs (colours in a Windows console): they change no figure, and a server may work for a desk
    of another system. The packages of other families of indicators are.
    """
    versions = packages([PRODUCT, *(entry.dist.name for entry in entry_points(group=PLUGINS) if entry.dist)])
    versions.pop(PRODUCT, None)
    listed = [f"python {platform.python_implementation()} {platform.python_version()}"]
    listed += [f"{name} {version}" for name, version in sorted(versions.items())]
    return sha256_bytes("\n".join(listed).encode())


def packages(names: Iterable[str]) -> dict[str, str]:
    """Return the version of packages and of all that they need.

    Extras, what a system asks for by a marker, and what is not installed are left out.
    """
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
            continue
        found[name] = installed.version
        remaining += [_normal(need) for need in installed.requires or () if not _CONDITIONAL.search(need)]
    return found


def _normal(requirement: str) -> str:
    found = re.match(r"[A-Za-z0-9._-]+", requirement)
    assert found is not None, "a requirement starts with a name"
    return re.sub(r"[-_.]+", "-", found[0]).lower()
