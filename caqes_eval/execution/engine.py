"""The papermill engine ``caqes``: papermill's own, with kernels of ours and bounds on what a notebook uses.

It is an entry point ``papermill.engine``, so that ``papermill --engine caqes`` has it too. papermill loads its engines
while it is being imported: nothing of papermill is imported here before the first notebook.
"""

from typing import Any


class CaqesEngine:
    """What papermill asks of an engine; the work is in :mod:`caqes_eval.execution.client`."""

    @classmethod
    def execute_notebook(cls, nb: Any, kernel_name: str, **options: Any) -> Any:  # noqa: ANN401 - papermill's
        """Execute a notebook whose parameters are already in it."""
        from caqes_eval.execution.client import ClientEngine

        return ClientEngine.execute_notebook(nb, kernel_name, **options)

    @classmethod
    def nb_kernel_name(cls, nb: Any, name: str | None = None) -> str:  # noqa: ANN401, ARG003 - papermill's
        """Return a name: our kernel is always this interpreter."""
        return name or "python3"

    @classmethod
    def nb_language(cls, nb: Any, language: str | None = None) -> str:  # noqa: ANN401, ARG003 - papermill's
        """Return the language of every notebook of ours."""
        return language or "python"
