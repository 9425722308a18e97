"""The private folder of a run: an empty home and an empty temporary folder, removed with it."""

import os
import shutil
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

PREFIX = "caqes-prive-"
WORKERS = "caqes-ipython-"
"""What the folder of a run's workers is called, before the number of the process that commands them."""


def sweep() -> None:
    """Remove the folders of runs that were killed: nobody else does."""
    import psutil

    for folder in Path(tempfile.gettempdir()).glob(f"{WORKERS}*"):
        number = folder.name.removeprefix(WORKERS).partition("-")[0]
        if number.isdecimal() and not psutil.pid_exists(int(number)):
            shutil.rmtree(folder, ignore_errors=True)


def private_base() -> Path:
    """Return where the private folders of this process are made."""
    return Path(os.environ.get("IPYTHONDIR", tempfile.gettempdir()))


@dataclass(frozen=True)
class Place:
    """Folders that one kernel has for itself."""

    folder: Path

    @classmethod
    def make(cls) -> "Place":
        """Make a new one."""
        base = private_base()
        base.mkdir(parents=True, exist_ok=True)
        place = cls(Path(tempfile.mkdtemp(prefix=PREFIX, dir=base)))
        for name in ("home", "tmp"):
            (place.folder / name).mkdir()
        return place

    @property
    def environment(self) -> dict[str, str]:
        """The variables that lead there."""
        home, temporary = str(self.folder / "home"), str(self.folder / "tmp")
        names = {"IPYTHONDIR": str(self.folder / "ipython"), "HOME": home, "TMPDIR": temporary}
        if sys.platform == "win32":
            names |= {"USERPROFILE": home, "TEMP": temporary, "TMP": temporary}
        return names

    def remove(self) -> None:
        """Remove it with whatever the run left in it."""
        shutil.rmtree(self.folder, ignore_errors=True)
