"""A disk that fills up in the middle of a run: it is told, nothing half-written counts, and the next run ends it."""

import json
import shutil
import subprocess
import sys
from functools import cache
from pathlib import Path

import pytest
from command import TIMEOUT
from two_hospitals import write_campaign

SCRIPT = """
set -e
mount -t tmpfs -o size={size}k tmpfs "$1"
cp -r "$2" "$1/r"
cd "$1"
python="$3"
set +e
"$python" -m caqes_eval run demo --json --root r > "$4/full.json" 2> "$4/full.err"; echo $? > "$4/full.code"
cp -r r/notebooks "$4/left"
mount -o remount,size=400m "$1"
"$python" -m caqes_eval run demo --json --root r > "$4/after.json" 2> "$4/after.err"; echo $? > "$4/after.code"
cp -r r/notebooks "$4/ended"
"""


@cache
def can_mount() -> bool:
    """Say whether this user may mount a disk of his own, seen by nobody else."""
    if shutil.which("unshare") is None:
        return False
    tried = ["unshare", "-rm", "mount", "-t", "tmpfs", "tmpfs", "/mnt"]
    return subprocess.run(tried, capture_output=True, check=False).returncode == 0


@pytest.fixture(scope="module")
def campaign(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("plein") / "r"
    write_campaign(root)
    return root


def size_of(folder: Path) -> int:
    """Return the kilobytes that a folder takes on such a disk, by pages."""
    files = sum(-(-path.stat().st_size // 4096) * 4 for path in folder.rglob("*") if path.is_file())
    return files + 4 * sum(path.is_dir() for path in folder.rglob("*")) + 64


@pytest.mark.skipif(not can_mount(), reason="no disk of a chosen size can be mounted here")
@pytest.mark.parametrize("room_kb", [8, 120, 400, 800])
def test_a_disk_that_fills_up_is_told_and_the_next_run_ends(campaign: Path, tmp_path: Path, room_kb: int) -> None:
    disk, out = tmp_path / "disque", tmp_path / "vu"
    disk.mkdir()
    out.mkdir()
    script = SCRIPT.format(size=size_of(campaign) + room_kb)
    subprocess.run(
        ["unshare", "-rm", "sh", "-c", script, "sh", str(disk), str(campaign), sys.executable, str(out)],
        check=True,
        timeout=TIMEOUT,
    )
    assert (out / "full.code").read_text().strip() in {"20", "22"}
    told = (out / "full.json").read_text(encoding="utf-8") + (out / "full.err").read_text(encoding="utf-8")
    assert "le disque est plein" in told
    assert "Traceback" not in told
    for version in (out / "left").glob("runs/demo/**/v0*"):
        assert_whole(version)
    assert (out / "after.code").read_text().strip() == "0", (out / "after.json").read_text(encoding="utf-8")
    after = json.loads((out / "after.json").read_text(encoding="utf-8"))
    assert (after["failed"], after["done"] + after["unchanged"], after["pages"]["failed"]) == ([], 2, [])
    for version in (out / "ended").glob("runs/demo/**/v0*"):
        assert_whole(version)
    assert not list((out / "ended").rglob(".staging"))


def assert_whole(version: Path) -> None:
    """Every file that the manifest names is there, and nothing is cut."""
    manifest = json.loads((version / "manifest.json").read_bytes())
    for name in manifest["files"]:
        assert (version / name).exists(), name
        if name.endswith((".json", ".ipynb")):
            json.loads((version / name).read_bytes())
