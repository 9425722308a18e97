"""Reaching a scheduler, and looking at its workers before anything is sent."""

import asyncio
import logging
import warnings
from contextlib import ExitStack, suppress
from typing import Any

from caqes_eval.execution.cluster import refusals
from caqes_eval.execution.cluster.worker import identity, ignore_interrupts, machine

LOCAL = "local"
# seconds for a scheduler or a worker to answer
PATIENCE = 10


def connect(address: str, *, jobs: int, wait_seconds: float, stack: ExitStack) -> Any:  # noqa: ANN401 - dask is untyped
    """Return a client of a scheduler that has fit workers.

    Args:
        address: of the scheduler, or ``local`` for one on this machine, whose port only this run can use.
        jobs: number of workers of a local cluster.
        wait_seconds: how long to wait for a first worker.
        stack: closes what is opened here.

    Raises:
        ClusterError: the scheduler does not answer, has no worker, or has some that are not fit.
    """
    try:
        from distributed import Client, LocalCluster, Security
    except ImportError:
        raise refusals.not_installed() from None
    # they tell in English, and in the middle of the progress bar, what is told here
    for name in ("distributed", "distributed.client"):
        logging.getLogger(name).setLevel(logging.CRITICAL)
    target: Any = address
    security = None
    if address == LOCAL:
        # encrypted, with a key that only these processes have: another user of this machine could send code otherwise
        target = stack.enter_context(
            LocalCluster(
                n_workers=jobs, threads_per_worker=1, dashboard_address="127.0.0.1:0", security=True,
                silence_logs=logging.CRITICAL,
            )
        )  # fmt: skip
    else:
        security = Security()
        asyncio.run(_knock(address, min(PATIENCE, wait_seconds), security.get_connection_args("client")))
    try:
        with warnings.catch_warnings():
            # versions are compared below, those that bear on a dossier
            warnings.simplefilter("ignore")
            client = Client(target, timeout=PATIENCE, security=security)
    except (OSError, TimeoutError):
        raise refusals.no_answer(address) from None
    stack.callback(client.close, timeout=PATIENCE)
    if address == LOCAL:
        client.run(ignore_interrupts, callback_timeout=PATIENCE)
    try:
        client.wait_for_workers(1, timeout=wait_seconds)
    except TimeoutError:
        raise refusals.no_worker(address) from None
    _check_workers(client)
    return client


def _check_workers(client: Any) -> None:  # noqa: ANN401
    """Refuse a cluster where a worker has other code or packages, naming each machine."""
    ours = identity()
    with suppress(TimeoutError):  # a worker that does not answer is looked at with its first task
        found = client.run(identity, on_error="return", callback_timeout=PATIENCE)
        strangers = [address for address, theirs in found.items() if _is_stranger(theirs, ours)]
        if strangers:
            names = client.run(machine, workers=strangers, on_error="return", callback_timeout=PATIENCE)
            told = (
                name if isinstance(name, str) else f"{_host(address)} (sans caqes-eval)"
                for address, name in names.items()
            )  # fmt: skip
            raise refusals.unfit(told, machine())


def _is_stranger(theirs: object, ours: str) -> bool:
    """Say whether what a worker answered shows that it is not fit; one that has just left answers by an OSError."""
    return theirs != ours if isinstance(theirs, str) else isinstance(theirs, ImportError | AttributeError)


def _host(address: str) -> str:
    return address.rpartition("/")[2].rpartition(":")[0]


async def _knock(address: str, seconds: float, connection: dict[str, Any]) -> None:
    """Check that a scheduler answers; a client of dask that fails to connect goes on trying beside us.

    Raises:
        ClusterError: it does not.
    """
    from distributed.comm import connect as reach

    try:
        comm = await reach(address, timeout=seconds, **connection)
        await comm.close()
    except OSError as error:
        raise refusals.no_answer(address) from error
    except ValueError as error:
        raise refusals.no_address(address) from error
    except TypeError as error:  # what dask raises when « tls:// » is asked for and no certificate is configured
        raise refusals.no_certificate(address) from error
