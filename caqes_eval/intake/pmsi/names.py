"""What the name of a PMSI file says: hospital, year, month, and what it may be."""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from caqes_eval.intake.pmsi.layout import Family

# MCO, HAD and SMR give the same name to their medicines: the length of the lines tells which it is
_OUTPUTS: tuple[Family, ...] = ("rsa_med", "had_med", "smr_med")
_RSF: tuple[Family, ...] = ("rsf_h", "rsf_p")
_FAMILIES: Mapping[str, tuple[Family, ...]] = {
    "med": _OUTPUTS,
    "medatu": _OUTPUTS,
    "medthrombo": ("rsa_med",),
    "dmip": ("rsa_dmi",),
    "rsf": _RSF,
    "med.txt": ("fichcomp_med",),
    "medatu.txt": ("fichcomp_med",),
    "medthrombo.txt": ("fichcomp_med",),
    "dmi.txt": ("fichcomp_dmi",),
    "rsf.txt": _RSF,
}
# before DRUIDES the month has no leading zero; other marks (an hour, in, out) may follow it
_NAME = re.compile(r"([0-9AB]{9})\.([0-9]{4})\.([0-9]{1,2})\.(.+)", re.IGNORECASE)


@dataclass(frozen=True, kw_only=True)
class NameRead:
    """What a name says.

    Attributes:
        finess, year, month: None when the name is not made as ATIH makes it.
        suffix: what follows the month, in small letters: ``med``, ``medatu``, ``dmip``, ``med.txt``…
        families: what the file may be; none when its suffix is not known.
    """

    finess: str | None = None
    year: int | None = None
    month: int | None = None
    suffix: str = ""
    families: tuple[Family, ...] = ()


def read_name(name: str) -> NameRead:
    """Read the name of a file: ``{finess}.{année}.{mois}.med``, ``….09.med.txt``, or any name with a known suffix."""
    lower = name.lower()
    suffix = max((known for known in _FAMILIES if lower.endswith(f".{known}")), key=len, default="")
    families = _FAMILIES.get(suffix, ())
    found = _NAME.fullmatch(name)
    if found is None or not 1 <= int(found[3]) <= 12:
        return NameRead(suffix=suffix, families=families)
    return NameRead(finess=found[1].upper(), year=int(found[2]), month=int(found[3]), suffix=suffix, families=families)
