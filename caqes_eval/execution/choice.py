"""Which kernel runs notebooks: forked from a warm process, started ahead of need, or started when needed."""

import os
import sys
from typing import Literal, cast, get_args

from caqes_eval.foundation.errors import ParameterFileError

Kernel = Literal["warm", "ahead", "plain"]
VARIABLE = "CAQES_KERNEL"


def choose(asked: Kernel | None = None) -> Kernel | None:
    """Return the kernel asked for, by an argument or else by the environment variable ``CAQES_KERNEL``.

    Returns:
        None when nothing is asked: the best one is then :func:`best`, and a worse one serves if it cannot start.

    Raises:
        ParameterFileError: there is no such kernel.
    """
    name = asked or os.environ.get(VARIABLE) or None
    if name is not None and name not in get_args(Kernel):
        raise ParameterFileError(
            f"La variable {VARIABLE} vaut « {name} ».", remedy=f"Valeurs possibles : {', '.join(get_args(Kernel))}."
        )
    return cast("Kernel | None", name)


def best() -> Kernel:
    """Return the fastest kernel of this platform: forking is safe on Linux only."""
    return "warm" if sys.platform == "linux" else "ahead"
