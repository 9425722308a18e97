"""Reading of a FINESS+ file as a stream: ``python -m benchmarks.finess_plus [--megabytes 30]``.

Every step runs in a fresh process, whose wall time and peak memory it prints, less what the imports alone take. The exit
code is 1 when the reader takes more memory than its limit. ``--megabytes 750`` is the national file of September 2026.
Linux only: the peak is that of ``resource.getrusage``.
"""

import argparse
import gzip
import json
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from caqes_eval.identifiers import finess_key
from caqes_eval.intake.finess import read_finess

Figures = dict[str, float]

_MEGABYTES = 30
_RATIO_ALLOWED = 1  # less memory than the file has bytes
_EVENTS = 8  # makes an establishment as large as a real one, some 4 kB


def _generate(folder: Path, megabytes: int) -> Figures:
    """Write invented legal bodies of two establishments until the file is large enough."""
    size = 0
    with gzip.open(_source(folder), "wb", compresslevel=1) as stream:
        for block in _blocks(megabytes * 1_000_000):
            size += stream.write(block)
    return {"megabytes": size / 1e6, "compressed": _source(folder).stat().st_size / 1e6}


def _blocks(size: int) -> Iterator[bytes]:
    head = b'{"schemaVersion":"v1.0.0","generatedAt":"2026-09-11T02:14:23Z","gcc":[],"gco":[],"pmej":['
    yield head
    written, number = len(head), 0
    while written < size:
        block = b"," * bool(number) + json.dumps(_body(number), indent=1).encode()
        written, number = written + len(block), number + 1
        yield block
    yield b"]}"


def _body(number: int) -> dict[str, Any]:
    general = {"pmSmsseId": str(number), "numFinessPm": _finess(number, 8), "statutJuridique": "13"}
    sites = [_site(2 * number + rank) for rank in range(2)]
    return {"informationsGeneralesPMEJ": general, "evenement": [_event(number)], "ege": sites, "etatObjet": "A"}


def _site(number: int) -> dict[str, Any]:
    general = {
        "egeId": str(number), "numFinessEge": _finess(number, 0), "nomEgeLong": f"ÉTABLISSEMENT FICTIF {number}",
        "espic": ["1"], "dateOuverture": "1980-01-02",
    }  # fmt: skip
    address = {"usageAdresse": "03", "cogCommune": f"13{number % 119 + 1:03}", "ligneAcheminement": "VILLE FICTIVE"}
    return {
        "informationsGeneralesEGE": general, "categorieentiteGeographiqueExercice": "355", "adresse": [address],
        "evenement": [_event(number) for _ in range(_EVENTS)], "etatObjet": "A",
    }  # fmt: skip


def _event(number: int) -> dict[str, str]:
    return {
        "evenementId": str(number), "dateEnregistrement": "2025-10-21 18:36:29", "dateEvenement": "1994-01-01",
        "etatObjet1": "001", "identifiantObjet1": str(number), "systemeMaitre": "01", "typeObjet1": "EG",
        "codeEvenement": "001", "typeObjet2": "EG", "identifiantObjet2": "0" * 60,
    }  # fmt: skip


def _finess(number: int, family: int) -> str:
    """Return an invented number with its key; ``family`` keeps legal and geographic ones apart."""
    start = f"{13 + number // 100_000:02}{family}{number % 100_000:05}"
    return start + finess_key(start)


def _import_only(folder: Path, megabytes: int) -> Figures:  # noqa: ARG001 - a step like the others
    return {}


def _read(folder: Path, megabytes: int) -> Figures:  # noqa: ARG001 - a step like the others
    result = read_finess(_source(folder), shown=_source(folder).name)
    assert not result.findings
    return {"rows": len(result.table)}


def _read_whole(folder: Path, megabytes: int) -> Figures:  # noqa: ARG001 - a step like the others
    """Do without a stream: load all the JSON at once."""
    with gzip.open(_source(folder)) as stream:
        content = json.load(stream)
    return {"rows": sum(len(body["ege"]) for body in content["pmej"])}


_STEPS: dict[str, Callable[[Path, int], Figures]] = {
    "generate": _generate,
    "imports": _import_only,
    "read": _read,
    "whole": _read_whole,
}


def _source(folder: Path) -> Path:
    return folder / "finess-structures-fictif.json.gz"


def _in_fresh_process(step: str, folder: Path, megabytes: int) -> Figures:
    command = [sys.executable, "-m", "benchmarks.finess_plus", "--step", step, "--folder", str(folder)]
    done = subprocess.run([*command, "--megabytes", str(megabytes)], check=True, stdout=subprocess.PIPE, text=True)
    figures: Figures = json.loads(done.stdout)
    return figures


def _measure(step: str, folder: Path, megabytes: int) -> Figures:
    start = time.perf_counter()
    figures = _STEPS[step](folder, megabytes)
    wall = time.perf_counter() - start
    return {"wall": wall, "peak": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024 / 1e6} | figures


def _run(folder: Path, megabytes: int) -> bool:
    made, imports, read, whole = (_in_fresh_process(step, folder, megabytes) for step in _STEPS)
    assert read["rows"] == whole["rows"]
    size, own = made["megabytes"], read["peak"] - imports["peak"]
    print(
        f"file       {size:,.0f} MB of JSON, {made['compressed']:,.1f} MB compressed, {read['rows']:,.0f} establishments"
    )
    print(f"imports    peak {imports['peak']:,.0f} MB, taken off the peaks below")
    print(f"stream     {read['wall']:.1f} s wall, {size / read['wall']:,.0f} MB/s, peak {own:,.0f} MB")
    print(f"whole      {whole['wall']:.1f} s wall, peak {whole['peak'] - imports['peak']:,.0f} MB, json.load of it all")
    within = own < _RATIO_ALLOWED * size
    print(
        f"ratio      {own / size:.2f} MB of memory for 1 MB of file; "
        f"limit {_RATIO_ALLOWED}: {'held' if within else 'EXCEEDED'}"
    )
    return within


def main() -> int:
    """Run all the steps, or one of them in this process."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--megabytes", type=int, default=_MEGABYTES)
    parser.add_argument("--folder", type=Path, default=None, help="where to write, a temporary folder by default")
    parser.add_argument("--step", choices=_STEPS, help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.step:
        print(json.dumps(_measure(given.step, given.folder, given.megabytes)))
        return 0
    with tempfile.TemporaryDirectory(dir=given.folder, prefix="finess-plus-") as folder:
        return 0 if _run(Path(folder), given.megabytes) else 1


if __name__ == "__main__":
    sys.exit(main())
