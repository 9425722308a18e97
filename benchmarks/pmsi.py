"""A million FICHCOMP lines: rows per second and peak memory, against pandas.read_fwf in the same run.

    python -m benchmarks.pmsi [lines]

Each reader works in a process of its own, on the same file, three times in turn; the median is kept. pandas only cuts
the fields and makes numbers of two of them; ours also checks every code and date.
"""

import json
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pandas as pd

from caqes_eval.identifiers import finess_key
from caqes_eval.intake.pmsi import read_pmsi

_ROUNDS = 3
_HOSPITAL = f"99000001{finess_key('99000001')}"
_UCD = ("3400892611044", "3400892611105", "3400890000246", "3400890002257")
_COLUMNS = {
    "finess": (0, 9), "service": (9, 11), "administered": (31, 39), "ucd": (39, 54), "quantity": (54, 64),
    "amount": (64, 74), "indication": (75, 82),
}  # fmt: skip


def write_file(folder: Path, lines: int) -> Path:
    """Write a fictitious file of 105 characters a line; the same bytes every time."""
    random = np.random.default_rng(20250101)
    path = folder / f"{_HOSPITAL}.2025.12.med.txt"
    with path.open("w", encoding="ascii", newline="") as stream:
        for start in range(0, lines, 100_000):
            count = min(100_000, lines - start)
            draws = zip(
                *(random.integers(0, limit, count).tolist() for limit in (28, 12, 4, 20_000, 5_000_000, 500)),
                strict=True,
            )
            stream.writelines(
                f"{_HOSPITAL}06{start + number:020}{day + 1:02}{month + 1:02}2025{_UCD[ucd]:15}{quantity:010}{price:010}"
                f"2I{code:06}{'':23}\r\n"
                for number, (day, month, ucd, quantity, price, code) in enumerate(draws)
            )
    return path


def ours(path: Path) -> int:
    """Read with checks."""
    table = read_pmsi(path).table
    return len(table) if table is not None else 0


def pandas_fwf(path: Path) -> int:
    """Cut the same fields, without a check."""
    frame = pd.read_fwf(path, colspecs=list(_COLUMNS.values()), names=list(_COLUMNS), dtype="str", header=None)
    frame["quantity"] = pd.to_numeric(frame["quantity"]) / 1000
    frame["amount"] = pd.to_numeric(frame["amount"]) / 1000
    return len(frame)


_READERS: dict[str, Callable[[Path], int]] = {"ours": ours, "pandas": pandas_fwf}


def measure(name: str, path: Path) -> None:
    """Print how long one reader takes and how much memory it adds, as JSON."""
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    start = time.perf_counter()
    rows = _READERS[name](path)
    seconds = time.perf_counter() - start
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    print(json.dumps({"rows": rows, "seconds": seconds, "peak": peak / 1024, "added": (peak - before) / 1024}))


def main(lines: int) -> None:
    """Run both readers in turn and print the table."""
    with tempfile.TemporaryDirectory() as folder:
        path = write_file(Path(folder), lines)
        runs: dict[str, list[dict[str, float]]] = {name: [] for name in _READERS}
        for _ in range(_ROUNDS):
            for name, found in runs.items():
                command = [sys.executable, "-m", "benchmarks.pmsi", "--one", name, str(path)]
                found.append(json.loads(subprocess.run(command, capture_output=True, text=True, check=True).stdout))
        size = path.stat().st_size / 1e6
    print(f"{lines} lines, {size:.0f} MB")
    medians = {name: statistics.median(run["seconds"] for run in found) for name, found in runs.items()}
    for name, found in runs.items():
        peak, added = (max(run[key] for run in found) for key in ("peak", "added"))
        rate = found[0]["rows"] / medians[name]
        print(f"{name:7} {medians[name]:6.2f} s  {rate:12,.0f} rows/s  peak {peak:6.0f} MB (+{added:.0f})")
    print(f"ratio: {medians['pandas'] / medians['ours']:.1f}")


if __name__ == "__main__":
    if sys.argv[1:2] == ["--one"]:
        measure(sys.argv[2], Path(sys.argv[3]))
    else:
        main(int(sys.argv[1]) if len(sys.argv) > 1 else 1_000_000)
