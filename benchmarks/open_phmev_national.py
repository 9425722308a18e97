"""Conversion of an Open PHMEV file of national size: ``python -m benchmarks.open_phmev_national [--rows 3500000]``.

Every step runs in a fresh process, whose wall time and peak memory it prints; the files made are removed at the end.
The exit code is 1 when the conversion goes over its limits. Linux only: the peak is that of ``resource.getrusage``.
"""

import argparse
import json
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import pandas as pd

from benchmarks.open_phmev_file import TOP_GEN_CODES, write_national_file
from caqes_eval.intake.open_phmev import ConvertedFile, convert, establishments, read_establishment

Figures = dict[str, float]

_ROWS = 3_500_000
_SECONDS_ALLOWED = 60
_MEGABYTES_ALLOWED = 1_500
_SLICES = 25
_SLICE_COLUMNS = ["etb_rgt", "CIP13", "l_cip13", "ATC5", "L_ATC5", "TOP_GEN", "BOITES", "REM", "BSE"]


def _generate(folder: Path, rows: int) -> Figures:
    write_national_file(_source(folder), rows)
    return {"megabytes": _source(folder).stat().st_size / 1e6}


def _convert(folder: Path, rows: int) -> Figures:
    converted = _converted(folder)
    assert converted.rows == rows
    assert not converted.findings
    return {"megabytes": converted.parquet.stat().st_size / 1e6}


def _read_slices(folder: Path, rows: int) -> Figures:
    """Read some establishments from the file converted by the step before, whose bytes are digested again."""
    converted = _converted(folder)
    start = time.perf_counter()
    listed = establishments(converted)
    listing = time.perf_counter() - start
    walls, read = [], 0
    for finess in listed["finess"][:: max(1, len(listed) // _SLICES)]:
        start = time.perf_counter()
        read += len(read_establishment(converted, finess))
        walls.append(time.perf_counter() - start)
    assert 0 < read <= rows
    return {"one_slice": statistics.median(walls), "listing": listing, "rows_per_slice": read / len(walls)}


def _read_with_pandas(folder: Path, rows: int) -> Figures:
    """Do without conversion: read the columns of a slice as texts, then keep one establishment."""
    frame = pd.read_csv(_source(folder), sep=";", encoding="cp1252", usecols=_SLICE_COLUMNS, dtype=str)
    assert len(frame) == rows
    return {"rows_kept": len(frame[frame["etb_rgt"] == frame["etb_rgt"].iloc[0]])}


_STEPS: dict[str, Callable[[Path, int], Figures]] = {
    "generate": _generate,
    "convert": _convert,
    "slices": _read_slices,
    "pandas": _read_with_pandas,
}


def _source(folder: Path) -> Path:
    return folder / "OPEN_PHMEV_FICTIF.CSV"


def _converted(folder: Path) -> ConvertedFile:
    source = _source(folder)
    return convert(source, cache=folder / "cache", top_gen_codes=TOP_GEN_CODES, shown_name=source.name)


def _in_fresh_process(step: str, folder: Path, rows: int) -> Figures:
    command = [sys.executable, "-m", "benchmarks.open_phmev_national", "--step", step, "--folder", str(folder)]
    done = subprocess.run([*command, "--rows", str(rows)], check=True, stdout=subprocess.PIPE, text=True)
    figures: Figures = json.loads(done.stdout)
    return figures


def _measure(step: str, folder: Path, rows: int) -> Figures:
    start = time.perf_counter()
    figures = _STEPS[step](folder, rows)
    wall = time.perf_counter() - start
    used = resource.getrusage(resource.RUSAGE_SELF)
    return {"wall": wall, "cpu": used.ru_utime + used.ru_stime, "peak": used.ru_maxrss * 1024 / 1e6} | figures


def _run(folder: Path, rows: int) -> bool:
    made, conversion, slices, pandas = (_in_fresh_process(step, folder, rows) for step in _STEPS)
    print(f"file       {rows:,} rows, {made['megabytes']:,.0f} MB, written in {made['wall']:.1f} s")
    print(
        f"convert    {conversion['wall']:.1f} s wall, {conversion['cpu']:.1f} s CPU, peak {conversion['peak']:,.0f} MB, "
        f"Parquet of {conversion['megabytes']:,.0f} MB"
    )
    print(f"again      {slices['wall']:.1f} s wall for the digest, the list and {_SLICES} slices")
    print(
        f"one slice  {slices['one_slice'] * 1000:.1f} ms for {slices['rows_per_slice']:,.0f} rows, list of "
        f"establishments {slices['listing'] * 1000:.0f} ms, peak {slices['peak']:,.0f} MB"
    )
    print(f"pandas     {pandas['wall']:.1f} s wall, peak {pandas['peak']:,.0f} MB, for the same slice from the CSV")
    print(
        f"ratios     one slice {pandas['wall'] / slices['one_slice']:,.0f} times faster than pandas; "
        f"the conversion costs {conversion['wall'] / pandas['wall']:.1f} such readings"
    )
    within = conversion["wall"] < _SECONDS_ALLOWED and conversion["peak"] < _MEGABYTES_ALLOWED
    print(f"limits     {_SECONDS_ALLOWED} s and {_MEGABYTES_ALLOWED:,} MB: {'held' if within else 'EXCEEDED'}")
    return within


def main() -> int:
    """Run all the steps, or one of them in this process."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, default=_ROWS)
    parser.add_argument("--folder", type=Path, default=None, help="where to write, a temporary folder by default")
    parser.add_argument("--step", choices=_STEPS, help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.step:
        print(json.dumps(_measure(given.step, given.folder, given.rows)))
        return 0
    with tempfile.TemporaryDirectory(dir=given.folder, prefix="open-phmev-") as folder:
        return 0 if _run(Path(folder), given.rows) else 1


if __name__ == "__main__":
    sys.exit(main())
