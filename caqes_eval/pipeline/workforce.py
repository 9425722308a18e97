"""Who executes the notebooks of a run, within the memory that is allowed."""

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass

from caqes_eval.execution.limits import within
from caqes_eval.execution.local import LocalWorkers
from caqes_eval.execution.memory import machine_memory_mb
from caqes_eval.execution.workers import Workers

# of the machine's memory, when nothing is said: the rest is for whatever else it does
_SHARE = 0.75


@dataclass(frozen=True)
class Workforce:
    """Workers of a run.

    Attributes:
        anywhere: for notebooks that carry all they read.
        here: for those that read the archive beside them.
    """

    anywhere: Workers
    here: Workers


@contextmanager
def workforce(*, jobs: int, memory_mb: int | None, cluster: str) -> Iterator[Workforce]:
    """Gather the workers of a run; one of this machine gets ready while the run is planned, the others when they are needed.

    Args:
        jobs: notebooks executed at once on this machine.
        memory_mb: megabytes for all of them, on this machine; three quarters of the machine's when absent.
        cluster: address of a dask scheduler, or ``local``; empty for this machine's processes.

    Raises:
        ClusterError: the cluster cannot be reached, or is not fit.
        ParameterFileError: there is no such kernel.
    """
    jobs, limits = within(memory_mb or int(machine_memory_mb() * _SHARE), jobs)
    with ExitStack() as stack:
        here = stack.enter_context(LocalWorkers(jobs=jobs, limits=limits))
        if not cluster:
            here.prepare()
            yield Workforce(anywhere=here, here=here)
            return
        from caqes_eval.execution.cluster.client import LOCAL, ClusterWorkers

        # the memory of other machines is not this one's: their workers bound their own
        bounds = limits if cluster == LOCAL else None
        yield Workforce(anywhere=stack.enter_context(ClusterWorkers(cluster, jobs=jobs, limits=bounds)), here=here)
