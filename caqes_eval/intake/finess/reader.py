"""Which of the two FINESS files is this one."""

from pathlib import Path

from caqes_eval.foundation.errors import InputFormatError, InputMissingError
from caqes_eval.intake.finess.etalab import read_etalab
from caqes_eval.intake.finess.plus import read_finess_plus
from caqes_eval.intake.finess.table import WHERE, FinessTable

_GZIP = b"\x1f\x8b"
_START = 4096


def read_finess(path: Path, *, shown: str) -> FinessTable:
    """Read a FINESS file, whichever of the two it is; its content tells, not its name.

    Args:
        path: ``etalab-cs1100502-….csv``, or ``finess-structures-….json``, compressed by gzip or not.
        shown: how messages name it.

    Raises:
        InputMissingError: the file cannot be read.
        InputFormatError: it is neither of the two, is cut short or too large.
        InputValueError: it is damaged; every kind of fault is told.
    """
    try:
        with path.open("rb") as stream:
            start = stream.read(_START).removeprefix(b"\xef\xbb\xbf").lstrip()
    except OSError as error:
        raise InputMissingError(f"{shown} est introuvable ou illisible.", remedy=WHERE) from error
    if not start:
        raise InputFormatError(f"{shown} est vide.", remedy=WHERE)
    if start.startswith(b"PK\x03\x04"):
        raise InputFormatError(
            f"{shown} est un fichier .zip ou un classeur Excel.",
            remedy=f"S’il s’agit d’un .zip, extrayez le fichier qu’il contient. {WHERE}",
        )
    is_json = start.startswith((_GZIP, b"{", b"["))
    return read_finess_plus(path, shown=shown) if is_json else read_etalab(path, shown=shown)
