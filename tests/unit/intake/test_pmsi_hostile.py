"""Whatever the bytes, the reader answers: a table and findings, or one error in French."""

import re
import subprocess
import sys
import textwrap
import time
from decimal import Decimal
from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pmsi_files import HOSPITAL, line

from caqes_eval.foundation.errors import UserError
from caqes_eval.intake.pmsi import read_pmsi
from caqes_eval.intake.pmsi.layouts import LAYOUTS
from caqes_eval.intake.pmsi.numerals import whole_numbers

_SUFFIXES = ("med", "medatu", "dmip", "med.txt", "dmi.txt", "rsf", "autre")
_QUIET = settings(max_examples=120, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


def read(folder: Path, content: bytes, suffix: str, year: int):
    path = folder / f"{HOSPITAL}.{year}.1.{suffix}"
    path.write_bytes(content)
    try:
        found = read_pmsi(path, hospital={HOSPITAL}, rsf_unit=Decimal("0.01"))
    except UserError as error:
        assert error.message  # noqa: PT017 - nothing else may be raised
        return None
    for finding in found.findings:
        assert finding.sentence()
        assert finding.count >= 1
    if found.table is not None:
        found.table.validate(full=True)
        assert len(found.table) <= found.lines
    return found


@_QUIET
@given(content=st.binary(max_size=2000), suffix=st.sampled_from(_SUFFIXES), year=st.integers(2009, 2028))
def test_random_bytes_never_raise_anything_but_an_error_for_the_user(tmp_path, content, suffix, year):
    read(tmp_path, content, suffix, year)


@_QUIET
@given(data=st.data())
def test_random_bytes_of_the_right_length_never_raise_either(tmp_path, data):
    layout = data.draw(st.sampled_from(LAYOUTS))
    suffix = {"fichcomp_med": "med.txt", "fichcomp_dmi": "dmi.txt", "rsa_dmi": "dmip"}.get(layout.family, "med")
    suffix = "rsf" if layout.family.startswith("rsf") else suffix
    any_byte = st.integers(1, 255).filter(lambda byte: byte not in (10, 13))
    digits = st.sampled_from(b"0123456789 -AI")
    lines = data.draw(
        st.lists(
            st.lists(digits | any_byte, min_size=layout.width, max_size=layout.width).map(bytes), min_size=1, max_size=4
        )
    )
    found = read(tmp_path, b"\n".join(lines), suffix, layout.since)
    assert found is None or found.layout is None or found.layout.used_in(layout.since)


@_QUIET
@given(data=st.data())
def test_one_damaged_byte_never_changes_the_other_lines(tmp_path, data):
    right = line("rsa_med", 2025).encode()
    place = data.draw(st.integers(0, len(right) - 1))
    byte = data.draw(st.integers(1, 255).filter(lambda value: value not in (10, 13)))
    damaged = right[:place] + bytes([byte]) + right[place + 1 :]
    found = read(tmp_path, b"\n".join([right, damaged, right]) + b"\n", "med", 2025)
    rows = [row for row in found.table.to_pylist() if row["line"] != 2]
    assert [row.pop("line") for row in rows] == [1, 3]
    assert rows[0] == rows[1]
    assert rows[0]["quantity"] == Decimal("1.5")


@given(st.lists(st.from_regex(rb" {0,4}[-+]?[0-9]{1,6} {0,2}|[ -~]{1,9}", fullmatch=True), min_size=1, max_size=20))
def test_numbers_read_at_once_are_those_read_one_by_one(texts):
    cells = np.frombuffer(b"".join(text.ljust(18)[:18] for text in texts), dtype=np.uint8).reshape(-1, 18)
    values, blank, bad = whole_numbers(cells)
    for text, value, is_blank, is_bad in zip(texts, values, blank, bad, strict=True):
        right = re.fullmatch(rb" *[-+]?[0-9]+ *", text)
        assert (is_blank, is_bad) == (not text.strip(b" "), bool(text.strip(b" ")) and not right)
        assert value == (int(text) if right else 0)


def test_distinct_wrong_codes_do_not_take_forever(tmp_path):
    text = line("fichcomp_med", 2025, 82)
    path = tmp_path / f"{HOSPITAL}.2025.3.med.txt"
    path.write_text("".join(f"{text[:39]}{n:015}{text[54:]}\n" for n in range(1, 50_001)), encoding="ascii")
    start = time.perf_counter()
    found = read_pmsi(path)
    assert time.perf_counter() - start < 10
    assert next(f for f in found.findings if f.code == "pmsi_ucd").count > 49_000


@pytest.mark.skipif(sys.platform == "win32", reason="peak memory is read with the resource module")
def test_a_million_lines_are_read_in_bounded_memory(tmp_path):
    text = line("fichcomp_med", 2025, 105)
    path = tmp_path / f"{HOSPITAL}.2025.12.med.txt"
    block = "".join(f"{text[:54]}{n:010}{text[64:]}\n" for n in range(1000))
    path.write_text(block * 1000, encoding="ascii")
    program = textwrap.dedent(
        f"""
        import resource
        from pathlib import Path
        from caqes_eval.intake.pmsi import read_pmsi
        before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        read = read_pmsi(Path({str(path)!r}))
        assert len(read.table) == 1_000_000, len(read.table)
        assert read.table["line"][999_999].as_py() == 1_000_000
        print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before)
        """
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    scale = 1 if sys.platform == "darwin" else 1024
    assert int(done.stdout) * scale < 200 * (1 << 20)  # the file weighs 106 MB, the table 60
