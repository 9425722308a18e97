"""A national plan, and the decision that nothing has to run: ``python -m benchmarks.planning [--sizes 80x7 1130x13]``.

A size is hospitals × families. Every hospital is fictitious, with a few rows of Open PHMEV and one PMSI file. The dossiers
are fabricated from the planned tasks, without a kernel, then « caqes run » decides in a process of its own that nothing has
to run: once reading every file, then as it does every day. Figures are seconds of clock and of processor, and the peak
memory of the process. Linux only: the peak is that of ``resource.getrusage``.
"""

import argparse
import json
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path

from stdnum import ean

import caqes_eval.dossier.archive as archiving
from caqes_eval.campaign.model import Campaign, Establishment, PhmevFile, Sources
from caqes_eval.campaign.receipts import Receipt, Receipts
from caqes_eval.campaign.receipts_file import receipts_path, write_receipts
from caqes_eval.campaign.workspace import Workspace
from caqes_eval.dossier.archive import SYNTHESIS, Archive
from caqes_eval.execution.task import Task
from caqes_eval.families import registry
from caqes_eval.foundation.files import sha256_bytes, write_atomically
from caqes_eval.foundation.shipped import shipped
from caqes_eval.identifiers import finess_key

NAME = "mesure"
_REPEATS = 3
_ROWS = 6
_HEADER = (
    "atc1;l_atc1;atc2;L_ATC2;atc3;L_ATC3;atc4;L_ATC4;ATC5;L_ATC5;CIP13;l_cip13;TOP_GEN;GEN_NUM;age;SEXE;etb_rgt;"
    "categorie_jur;categorie_jur_rgt;code_postal;nom_etb;nom_ville;nom_voie;numero_voie;raison_sociale_etb;top_etb_age;"
    "top_etb_sexe;region_etb;BOITES;REM;BSE"
)
_MED = "                  0000023400897700019000047700003755898000120250001  I999999"

Figures = dict[str, float]


def families(count: int) -> list[str]:
    """Have so many families: those installed, then copies of three of them under other codes."""
    known = dict(registry.families())
    models = [known[code] for code in ("generics", "biosimilars", "mo")]
    for number in range(len(known), count):
        model = models[number % len(models)]
        known[f"{model.code}_{number}"] = replace(model, code=f"{model.code}_{number}")
    chosen = dict(list(known.items())[:count])
    registry.families = lambda: chosen  # type: ignore[assignment]
    return list(chosen)


def prepare(root: Path, hospitals: int, count: int) -> Figures:
    """Write the working folder: templates, campaign, Open PHMEV and returns."""
    codes = families(count)
    for code in [*codes, "etablissement", SYNTHESIS]:
        model = shipped("templates") / f"{code.split('_')[0] if code[-1].isdigit() else code}.ipynb"
        write_atomically(root / f"notebooks/templates/{code}.ipynb", model.read_bytes())
    numbers = [f"99{number:06}" + finess_key(f"99{number:06}") for number in range(hospitals)]
    rows = (row for number, finess in enumerate(numbers) for row in _phmev(number, finess))
    write_atomically(root / "OPEN_PHMEV_2025.CSV", ("\r\n".join([_HEADER, *rows]) + "\r\n").encode("cp1252"))
    write_receipts(receipts_path(root, NAME), Receipts(lines=tuple(_receipt(root, finess) for finess in numbers)))
    Workspace(root).save_campaign(
        Campaign(
            version="1", name=NAME, title="Mesure", year=2025, evaluation_date=date(2026, 3, 31), families=codes,
            sources=Sources(open_phmev=[PhmevFile(year=2025, path="OPEN_PHMEV_2025.CSV")]),
            establishments=[Establishment(finess=each, name=f"CH {each}", city="V") for each in numbers],
        ),
        heading="# fictif",
    )  # fmt: skip
    return {"tasks": hospitals * count}


def _phmev(number: int, finess: str) -> Iterator[str]:
    for row in range(_ROWS):
        twelve = f"34009999{(number * _ROWS + row) % 9_000:04}"
        yield (
            "A;SYSTEME DIGESTIF;A02;ACIDITE;A02B;ULCERE;A02BC;POMPE;A02BC01;OMEPRAZOLE;"
            f"{twelve}{ean.calc_check_digit(twelve)};FICTIF 20MG;{'014BC'[row % 5]};1;20;1;{finess};ch;CH;99000;CH {finess};V;L;1;"
            f"CH {finess};1;1;93;{100 + (number * 7 + row) % 900};12,50;12,50"
        )


def _receipt(root: Path, finess: str) -> Receipt:
    content = "".join(f"{finess}{finess}062025{month:02}{_MED}\r\n" for month in range(1, 13)).encode("cp1252")
    name = f"{finess}.2025.12.med"
    path = receipts_path(root, NAME).parent / finess / name
    path.parent.mkdir(parents=True)
    path.write_bytes(content)
    return Receipt(
        file=name, sha256=sha256_bytes(content), received_on=date(2026, 3, 1), finess=finess, form="pmsi", period="2025",
        outcome="reçu",
    )  # fmt: skip


def plan(root: Path, count: int) -> Figures:
    """Plan the campaign, and fabricate the dossier of every task; the two are timed apart."""
    from caqes_eval.pipeline.incremental.known import Known, standings_of, write_known
    from caqes_eval.pipeline.incremental.marks import sign
    from caqes_eval.pipeline.incremental.signature import sign_plan
    from caqes_eval.pipeline.stages import plan_of, source_paths

    families(count)
    workspace = Workspace(root)
    start = time.perf_counter()
    campaign = workspace.load_campaign(NAME)
    signature = sign_plan(workspace, NAME, source_paths(campaign), {})
    signed = time.perf_counter()
    shared, _ = plan_of(workspace, campaign, None, lambda _: None)
    read = time.perf_counter()
    tasks: dict[str, str] = {}
    building = 0.0
    for establishment in campaign.establishments:
        began = time.perf_counter()
        built = list(shared.tasks(establishment, campaign.families))
        building += time.perf_counter() - began
        for task in built:
            fabricate(workspace, task)
            tasks[task.key] = task.fingerprint
    finess = [each.finess for each in campaign.establishments]
    known = Known(
        signature=signature, sources=source_paths(campaign), families=list(campaign.families), establishments=finess,
        tasks=tasks, region=shared.region_record(), pages=dict.fromkeys(finess, ""), made=dict(tasks),
        synthesis="notebooks/runs/mesure/synthese/v001/synthese.ipynb",
    )  # fmt: skip
    synthesis = replace(
        task, key=SYNTHESIS, notebook="synthese.ipynb", staging=Archive(workspace.runs(NAME) / SYNTHESIS).staging
    )
    fabricate(workspace, synthesis)
    known.made[SYNTHESIS] = synthesis.fingerprint
    folder = workspace.reports(NAME)
    pages = [*(f"{each}.html" for each in finess), "index.html", "synthese.html"]
    for page in pages:
        write_atomically(folder / page, f"<p>{page}</p>")
    known.reports = {
        name: ("", mark) for name, mark in sign([(each, folder / each) for each in pages], {}).marks.items()
    }
    known.standings = standings_of(workspace.runs(NAME), known.keys())
    write_known(workspace, NAME, known)
    return {
        "signature": signed - start,
        "reading and region": read - signed,
        "tasks built": building,
        "tasks": len(tasks),
    }


def fabricate(workspace: Workspace, task: Task) -> None:
    """Publish a dossier as an execution does, but for the notebook and the result, and without waiting for the disk."""
    archiving.settle = lambda *_, **__: None  # type: ignore[attr-defined]
    inputs = task.staging / "inputs"
    inputs.mkdir(parents=True)
    for name, content in task.inputs.items():
        (inputs / name).write_bytes(content)
    (task.staging / task.notebook).write_text("{}" + " " * 60_000, encoding="utf-8")
    (task.staging / "result.json").write_text("{}", encoding="utf-8")
    Archive(workspace.runs(NAME) / task.key).publish(task)


_NOOP = """
import resource, sys
from caqes_eval.cli.main import call
code = call(["run", sys.argv[1], "--json", "--root", sys.argv[2]])
assert "pandas" not in sys.modules
usage = resource.getrusage(resource.RUSAGE_SELF)
print(usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024, file=sys.stderr)
sys.exit(code)
"""


def noop(root: Path, expected: int) -> Figures:
    """Have the command decide, in a process of its own, that nothing has to run."""
    start = time.perf_counter()
    done = subprocess.run(
        [sys.executable, "-c", _NOOP, NAME, str(root)], check=True, capture_output=True, encoding="utf-8"
    )
    wall = time.perf_counter() - start
    report = json.loads(done.stdout)
    assert (report["done"], report["unchanged"]) == (0, expected), report
    processor, megabytes = map(float, done.stderr.split())
    return {"wall": wall, "processor": processor, "megabytes": megabytes}


def measured(step: str, root: Path, hospitals: int, count: int) -> Figures:
    """Do a step in a process of its own; return its figures, with clock, processor and peak memory."""
    start = time.perf_counter()
    done = subprocess.run(
        [sys.executable, "-m", "benchmarks.planning", "--step", step, "--root", str(root), "--sizes", f"{hospitals}x{count}"],
        check=True, stdout=subprocess.PIPE, encoding="utf-8",
    )  # fmt: skip
    figures: Figures = json.loads(done.stdout.splitlines()[-1])
    return {"wall": time.perf_counter() - start, **figures}


def main() -> None:
    """Measure each size, or do one step of one."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sizes", nargs="+", default=["80x7", "1130x13"])
    parser.add_argument("--step", choices=["prepare", "plan"])
    parser.add_argument("--root", type=Path)
    options = parser.parse_args()
    for size in options.sizes:
        hospitals, count = map(int, size.split("x"))
        if options.step:
            _step(options.step, options.root, hospitals, count)
        else:
            with tempfile.TemporaryDirectory(prefix="caqes-planning-") as folder:
                _measure(Path(folder), hospitals, count)


def _step(step: str, root: Path, hospitals: int, count: int) -> None:
    done = prepare(root, hospitals, count) if step == "prepare" else plan(root, count)
    usage = resource.getrusage(resource.RUSAGE_SELF)
    print(json.dumps({**done, "processor": usage.ru_utime + usage.ru_stime, "megabytes": usage.ru_maxrss / 1024}))


def _measure(root: Path, hospitals: int, count: int) -> None:
    print(f"{hospitals} hospitals × {count} families = {hospitals * count} tasks", flush=True)
    measured("prepare", root, hospitals, count)
    _tell("planned", measured("plan", root, hospitals, count))
    time.sleep(2.5)  # a dossier of a moment ago is not sealed
    _tell("nothing to run, every dossier read", noop(root, hospitals * count))
    again = [noop(root, hospitals * count) for _ in range(_REPEATS)]
    _tell("nothing to run", {key: statistics.median(each[key] for each in again) for key in again[0]})


def _tell(what: str, figures: Figures) -> None:
    told = {"wall": "s of clock", "processor": "s of processor", "megabytes": "MB at most"}
    main_figures = ", ".join(f"{figures[key]:.2f} {label}" for key, label in told.items())
    parts = ", ".join(f"{key} {value:.1f} s" for key, value in figures.items() if key in _PARTS)
    print(f"  {what}: {main_figures}{f' ({parts})' if parts else ''}", flush=True)


_PARTS = ("signature", "reading and region", "tasks built")

if __name__ == "__main__":
    main()
