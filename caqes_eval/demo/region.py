"""The files of the region, as bytes, and their writing."""

import csv
import io
import json
from pathlib import Path

from caqes_eval.demo import bdpm
from caqes_eval.demo.liste_en_sus import reference
from caqes_eval.demo.prescriptions import COLUMNS, prescriptions
from caqes_eval.demo.readme import readme
from caqes_eval.foundation.files import write_atomically

SEED = 990_099
YEARS = (2025, 2024)


def demo_files() -> dict[str, bytes]:
    """Return the bytes of each file by its name; the same on every platform and Python."""
    return {
        **{f"OPEN_PHMEV_{year}.CSV": _open_phmev(year) for year in YEARS},
        "CIS_CIP_bdpm.txt": bdpm.presentations().encode(),
        "CIS_GENER_bdpm.txt": bdpm.groups().encode("cp1252"),
        "referentiel_les.json": les_reference(),
        "README.md": readme(SEED).encode(),
    }


def write_demo(folder: Path) -> list[Path]:
    """Write the files that are absent or different, and return their paths.

    Raises:
        OutputError: a file cannot be written.
    """
    written = []
    for name, content in demo_files().items():
        path = folder / name
        if path.is_file() and path.read_bytes() == content:
            continue
        write_atomically(path, content)
        written.append(path)
    return written


def les_reference() -> bytes:
    """Return the reference of indications of the liste en sus, one record a line."""
    lines = ",\n".join(json.dumps(row, ensure_ascii=False) for row in reference())
    return f"[\n{lines}\n]\n".encode()


def _open_phmev(year: int) -> bytes:
    """Return one yearly file in the published layout: ``;``, Windows-1252, CR LF."""
    text = io.StringIO(newline="")
    writer = csv.DictWriter(text, COLUMNS, delimiter=";", lineterminator="\r\n")
    writer.writeheader()
    writer.writerows(prescriptions(year, SEED))
    return text.getvalue().encode("cp1252")
