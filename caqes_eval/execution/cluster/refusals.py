"""What to tell when a cluster cannot execute, or must not."""

from collections.abc import Iterable

from caqes_eval.foundation.errors import ClusterError

_GONE = "Relancez la commande, sans « --force », une fois le cluster en route : ce qui est terminé est gardé."


def not_installed() -> ClusterError:
    """The optional package is absent from this machine."""
    return ClusterError(
        "L’exécution sur un cluster demande un paquet de plus.",
        remedy='Installez « distributed » sur ce poste et sur les autres : pip install "caqes-eval[cluster]".',
    )


def no_answer(address: str) -> ClusterError:
    """Nothing answers at the address of the scheduler."""
    return ClusterError(
        f"L’ordonnanceur « {address} » ne répond pas.",
        remedy="Vérifiez qu’il est lancé (dask scheduler), son adresse, et que le pare-feu laisse passer son port.",
    )


def no_address(address: str) -> ClusterError:
    """It is no address of a scheduler."""
    return ClusterError(
        f"« {address} » n’est pas l’adresse d’un ordonnanceur.",
        remedy="Écrivez-la comme il l’affiche au lancement (tcp://serveur:8786), ou « local ».",
    )


def no_certificate(address: str) -> ClusterError:
    """The address is that of an encrypted scheduler, and this machine has no certificate."""
    return ClusterError(
        f"L’adresse « {address} » demande des certificats, et ce poste n’en a pas de configurés.",
        remedy="Écrivez-les dans la configuration de dask (voir docs/cluster.md).",
    )


def no_worker(address: str) -> ClusterError:
    """The scheduler has had no worker for too long."""
    return ClusterError(
        f"L’ordonnanceur « {address} » n’a aucun ouvrier.",
        remedy=f"Lancez-en sur les machines qui calculent : dask worker {address} --nworkers -1 --nthreads 1. {_GONE}",
    )


def scheduler_gone(address: str) -> ClusterError:
    """The scheduler was there, and is no more."""
    return ClusterError(f"L’ordonnanceur « {address} » ne répond plus.", remedy=_GONE)


def unfit(names: Iterable[str], ours: str) -> ClusterError:
    """Some machines would give other dossiers.

    Args:
        names: theirs, with what they have.
        ours: the same of this machine.
    """
    return ClusterError(
        "Ces machines n’ont pas le même caqes-eval, le même Python ou les mêmes paquets que ce poste : "
        f"{' ; '.join(sorted(set(names)))}. Ce poste : {ours}.",
        remedy="Leurs dossiers seraient différents. Installez-y la même version, par le même requirements-cluster.lock, "
        "et relancez leurs ouvriers, ou arrêtez-les.",
    )
