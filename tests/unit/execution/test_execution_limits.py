import os
import subprocess
import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st

from caqes_eval.execution.limits import LEAST_MEMORY_MB, Limits, within
from caqes_eval.execution.memory import _group_limits, machine_memory_mb, peak_memory


@pytest.mark.parametrize(
    ("memory_mb", "jobs", "expected"),
    [
        (24_000, 2, (2, 2048)),  # the usual bound is not passed
        (6_000, 4, (4, 1116)),  # a PC of 8 Go: each has its share
        (6_000, 16, (6, 616)),  # fewer at once rather than too little for each
        (896, 4, (1, 512)),
        (300, 4, (1, 512)),  # always one, with what it needs
    ],
)
def test_memory_is_shared_between_notebooks(memory_mb, jobs, expected):
    allowed, limits = within(memory_mb, jobs)
    assert (allowed, limits.memory_mb) == expected
    assert (limits.seconds_per_cell, limits.output_mb) == (Limits().seconds_per_cell, Limits().output_mb)


@given(st.integers(LEAST_MEMORY_MB, 10**6), st.integers(1, 256), st.integers(1, 10**5))
def test_notebooks_and_their_processes_stay_within_the_memory_allowed(memory_mb, jobs, each):
    allowed, limits = within(memory_mb, jobs, Limits(memory_mb=each))
    assert 1 <= allowed <= jobs
    assert 1 <= limits.memory_mb <= each
    assert allowed * (limits.memory_mb + 384) <= memory_mb


def test_the_peak_of_a_process_is_what_it_used_most():
    """Not what it uses at the end."""
    code = "x = bytearray(200 << 20); x[::4096] = b'1' * len(x[::4096]); del x; print('ready', flush=True); input()"
    process = subprocess.Popen([sys.executable, "-c", code], stdin=subprocess.PIPE, stdout=subprocess.PIPE)
    assert process.stdout is not None
    assert process.stdout.readline().strip() == b"ready"
    peak = peak_memory(process.pid)
    process.communicate(b"\n")
    assert peak is not None
    assert 200 << 20 < peak < 1 << 30


def test_the_peak_of_a_process_that_is_gone_is_unknown():
    process = subprocess.Popen([sys.executable, "-c", ""])
    process.wait()
    assert peak_memory(process.pid) is None
    assert peak_memory(None) is None
    assert (peak_memory(os.getpid()) or 0) > 1 << 20


@pytest.mark.parametrize(
    ("told", "limits", "expected"),
    [
        (
            "0::/job/step\n",
            {"job/memory.max": "3000", "job/step/memory.max": "max", "memory.max": "9000"},
            [3000, 9000],
        ),
        ("5:cpu:/a\n4:memory:/a\n", {"memory/a/memory.limit_in_bytes": "4000", "a/memory.max": "1"}, [4000]),
        ("0::/\n", {"memory.max": "max"}, []),
        (None, {}, []),
    ],
)
def test_the_limit_of_a_job_or_a_container_is_seen(tmp_path, told, limits, expected):
    if told is not None:
        (tmp_path / "cgroup").write_text(told)
    for name, content in limits.items():
        (tmp_path / "groups" / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / "groups" / name).write_text(content + "\n")
    assert list(_group_limits(tmp_path / "cgroup", tmp_path / "groups")) == expected


def test_the_memory_of_this_machine_is_known():
    assert machine_memory_mb() > 256
