"""The journal of a campaign: one JSON line per event, added at the end and never written again.

``notebooks/runs/<campaign>/journal.jsonl``: the beginning and the end of each run, and of each notebook. A run that was
killed leaves at most one broken line, which readers pass over. No path of the machine, no name of a person.
"""

import errno
import json
import os
import secrets
from collections.abc import Callable, Iterator
from contextlib import suppress
from datetime import UTC, datetime
from io import RawIOBase
from pathlib import Path
from types import TracebackType
from typing import Any

from caqes_eval.foundation.errors import UserError
from caqes_eval.foundation.files import cannot_write, make_folder

NAME = "journal.jsonl"
LARGEST = 10_000_000
"""Bytes after which a journal is set aside as ``journal-001.jsonl``, and a new one begun."""

Clock = Callable[[], datetime]


def now() -> datetime:
    """Return the time it is, in UTC."""
    return datetime.now(UTC)


class Journal:
    """The journal of one run; a context, whose end says how the run ended."""

    def __init__(self, folder: Path, *, clock: Clock = now, largest: int = LARGEST) -> None:
        """Begin a run.

        Args:
            folder: of the campaign's runs.
            clock: gives the time of each event.
            largest: bytes after which the journal is set aside.
        """
        self._path = folder / NAME
        self._clock = clock
        self._largest = largest
        self._run = f"{clock():%Y%m%dT%H%M%S}-{secrets.token_hex(2)}"
        self._ended = False

    def __enter__(self) -> "Journal":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if error is None or self._ended:
            return
        state = "interrupted" if isinstance(error, KeyboardInterrupt) else "stopped"
        reason = error.message if isinstance(error, UserError) else type(error).__name__
        try:
            self.end(state=state, reason=reason)
        except UserError:
            return  # the disk is full, most likely: the first error is the one to tell

    def begin(self, **told: object) -> None:
        """Write that the run begins."""
        self.write("run_start", **told)

    def end(self, *, state: str, **told: object) -> None:
        """Write how the run ended."""
        self._ended = True
        self.write("run_end", state=state, **told)

    def write(self, event: str, **told: object) -> None:
        """Add a line.

        Raises:
            OutputError: the disk is full, or the file is protected.
        """
        at = self._clock().isoformat(timespec="milliseconds")
        record = {"at": at, "run": self._run, "event": event, **told}
        line = json.dumps(record, ensure_ascii=False, allow_nan=False) + "\n"
        try:
            self._add(line.encode())
        except OSError as error:
            raise cannot_write(NAME, error) from error

    def _add(self, line: bytes) -> None:
        make_folder(self._path.parent)
        with suppress(FileNotFoundError):
            if self._path.stat().st_size > self._largest:
                self._path.rename(self._next_aside())
        # unbuffered: a line goes in one call, and is in the file when this returns
        with self._path.open("ab+", buffering=0) as stream:
            size = stream.seek(0, os.SEEK_END)
            if size and _last_byte(stream) != b"\n":
                # a line cut by a kill is closed first, so that it spoils no other
                line = b"\n" + line
            if stream.write(line) != len(line):
                raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    def _next_aside(self) -> Path:
        taken = {path.name for path in self._path.parent.glob("journal-*.jsonl")}
        number = next(number for number in range(1, len(taken) + 2) if f"journal-{number:03d}.jsonl" not in taken)
        return self._path.with_name(f"journal-{number:03d}.jsonl")


def _last_byte(stream: RawIOBase) -> bytes | None:
    stream.seek(-1, os.SEEK_END)
    return stream.read(1)


def read_journal(path: Path) -> Iterator[dict[str, Any]]:
    """Yield the events of a journal; a line that was cut is passed over."""
    with path.open("rb") as stream:
        for line in stream:
            try:
                record = json.loads(line)
            except ValueError:
                continue
            if isinstance(record, dict):
                yield record
