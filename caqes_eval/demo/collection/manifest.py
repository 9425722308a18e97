"""The list of what is wrong on purpose, file by file."""

from caqes_eval.demo.collection.faults import DELAYS, FAULTS, Delay
from caqes_eval.demo.collection.planted import Kind, Planted
from caqes_eval.demo.collection.received import folder, path_of
from caqes_eval.demo.hospitals import hospital


def _late_file(delay: Delay) -> str:
    own = hospital(delay.serial)
    if delay.kind is Kind.NOT_SENT:
        return f"{folder(own.region)}/registre.csv"
    return f"{folder(own.region)}/{own.finess}/{delay.form}_{delay.period}.xlsx"


PLANTED: tuple[Planted, ...] = (
    *(Planted(file=path_of(fault), kind=fault.kind, why=fault.why) for fault in FAULTS),
    *(Planted(file=_late_file(delay), kind=delay.kind, why=delay.why) for delay in DELAYS),
)
"""Every fault planted in the files received, so that a test can tell which are found."""
