import json
from dataclasses import asdict
from pathlib import Path

import pytest
from command import CHOSEN, Ran, caqes
from demonstration import Demonstration
from filelock import FileLock

from caqes_eval.demo import write_demo


@pytest.fixture(scope="session")
def demo_root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A working folder with the fictitious region's campaign, not run yet."""
    root = tmp_path_factory.mktemp("region") / "Dossier de travail é"
    write_demo(root / "demo")
    made = caqes(
        "new", "essai", "--open-phmev", root / "demo/OPEN_PHMEV_2025.CSV", "--year", 2025,
        "--history", f"2024={root / 'demo/OPEN_PHMEV_2024.CSV'}", "--bdpm-presentations", root / "demo/CIS_CIP_bdpm.txt",
        "--bdpm-groups", root / "demo/CIS_GENER_bdpm.txt", "--bdpm-date", "2026-01-05", "--evaluation-date", "2026-03-31",
        root=root,
    )  # fmt: skip
    assert made.code == 0, made.err
    return root


@pytest.fixture(scope="session")
def ran(demo_root: Path) -> Ran:
    """The campaign run for three establishments; the region is still all fourteen."""
    return caqes(
        "run", "essai", *(part for finess in CHOSEN for part in ("--finess", finess)), "--json", root=demo_root
    )


@pytest.fixture(scope="session")
def whole_demo(tmp_path_factory: pytest.TempPathFactory) -> Demonstration:
    """« caqes demo » run once, every family of both regions' files; shared and read only.

    Processes that run tests at the same time share it too: the first one runs it, the others wait.
    """
    base = tmp_path_factory.getbasetemp()
    if base.name.startswith("popen-"):
        base = base.parent
    root, ended = base / "démonstration" / "Dossier de travail é", base / "démonstration.json"
    with FileLock(base / "démonstration.lock"):
        if not ended.exists():
            root.mkdir(parents=True, exist_ok=True)
            ended.write_text(json.dumps(asdict(caqes("demo", root=root))), encoding="utf-8")
    return Demonstration(root, Ran(**json.loads(ended.read_text(encoding="utf-8"))))
