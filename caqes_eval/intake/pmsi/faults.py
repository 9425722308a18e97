"""What can be wrong in a PMSI file, told in French; one finding per kind and field, with a count and the first line.

A value is quoted only when its shape is that of a code and of nothing else: lines may be shifted, and the number of a
patient must never come out in a message.
"""

import re
from collections.abc import Mapping

from caqes_eval.foundation.findings import Finding
from caqes_eval.intake.pmsi.layout import Field, Kind
from caqes_eval.intake.pmsi.told import FAULTS

_QUOTABLE: Mapping[Kind, re.Pattern[str]] = {
    "service": re.compile(r"[0-9A-Z]{2}"),
    "ucd": re.compile(r"0*(?:3400[89][0-9]{8}|9[0-9]{6})"),
    "lpp": re.compile(r"0*[1-9][0-9]{6}"),
    "les": re.compile(r"[A-Za-z][A-Za-z0-9]{2,6}"),
    "day": re.compile(r"[0-9]{4}(?:19|20)[0-9]{2}"),
    "year_month": re.compile(r"20[0-9]{4}"),
    "month_year": re.compile(r"[0-9]{2}20[0-9]{2}"),
    "stays": re.compile(r"0+"),
}
_MARKS = str.maketrans({**dict.fromkeys("123456789", "9"), "0": "9"})


def quoted(text: str, kind: Kind) -> str | None:
    """Return a value as a message may show it: as written when nothing but such a code has its shape, else its shape.

    In a shape every digit is a 9 and every letter an A; None when blank.
    """
    bare = text.strip()
    if not bare:
        return None
    pattern = _QUOTABLE.get(kind)
    if pattern is not None and pattern.fullmatch(bare):
        return bare
    shape = re.sub(r"[^\W\d_]", "A", bare.translate(_MARKS))
    return f"forme {re.sub(r'[^A9 ]', '?', shape)}"


class Faults:
    """The findings of a file, gathered as they are met."""

    def __init__(self, file: str) -> None:
        self._file = file
        self._found: dict[tuple[str, str], tuple[int, Finding]] = {}

    def add(
        self, code: str, *, line: int | None = None, field: Field | None = None, value: str | None = None,
        count: int = 1, proposal: str | None = None, **words: object,
    ) -> None:  # fmt: skip
        """Record a fault, or count it with the others of its kind in the same field; the first line is kept."""
        key = (code, field.name if field else "")
        counted, first = self._found.get(key, (0, None))
        if first is None:
            told = FAULTS[code]
            first = Finding(
                code=code, severity=told.severity, file=self._file, line=line,
                column=field.place if field else None, value=value, proposal=proposal,
                message=told.message.format(**words), why=told.why, remedy=told.remedy,
                expected=told.expected.format(**words) or None,
            )  # fmt: skip
        self._found[key] = (counted + count, first)

    def findings(self) -> tuple[Finding, ...]:
        """Return one finding per kind and field: those of the file first, then by line."""
        counted = [Finding(**{**vars(finding), "count": max(1, count)}) for count, finding in self._found.values()]
        return tuple(sorted(counted, key=lambda finding: finding.line or 0))
