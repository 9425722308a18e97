"""A PMSI file without what its layout does not read: the numbers of patients, of stays and of invoices become spaces."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from caqes_eval.foundation.errors import InputFormatError
from caqes_eval.foundation.findings import Finding, Severity
from caqes_eval.intake.pmsi.choice import Asked, choose
from caqes_eval.intake.pmsi.faults import Faults, quoted
from caqes_eval.intake.pmsi.judges import Judged, judge_of
from caqes_eval.intake.pmsi.layout import Family, Field, Layout
from caqes_eval.intake.pmsi.layouts.rsf import RSF_RECORDS
from caqes_eval.intake.pmsi.lines import Lines, Source
from caqes_eval.intake.pmsi.names import read_name

_BOM = b"\xef\xbb\xbf"
_JUDGED = frozenset({"finess", "finess_or_blank", "service", "ucd", "lpp", "les", "day", "year_month", "month_year"})
_REMEMBERED = 100_000
_DIGITS, _SIGNS = re.compile(rb"[0-9]"), re.compile(rb"[^ ]")


@dataclass(frozen=True, kw_only=True)
class Masked:
    """A file without its identifiers.

    Attributes:
        content: as long as the file, lines and ends of lines alike.
        dropped: the fields that named patients, by official names and positions; none when nothing had to be emptied.
        findings: what was dropped.
    """

    content: bytes
    dropped: tuple[str, ...]
    findings: tuple[Finding, ...]


def mask_pmsi(path: Path, content: bytes, *, shown: str, year: int | None = None) -> Masked:
    """Return a file with spaces at every position that its layout does not read.

    :func:`caqes_eval.intake.pmsi.reader.read_pmsi` gives the same table of both. In a field read, what is not of its
    kind (the line is shifted: it may be a piece of a number) becomes « ? », which is refused as it was; in a line
    that the reader leaves out for that, nothing else is kept. In an RSF, the
    letter of each line is kept.

    Args:
        path: the file; its name tells what it is.
        content: its bytes.
        shown: how messages name it.
        year: its year, when its name does not say it.

    Raises:
        InputFormatError: its layout is not certain, it is compressed or is no text: its identifiers cannot be found.
        InputMissingError: it cannot be read.
    """
    name = read_name(path.name)
    faults = Faults(shown)
    first = next(Source(path, shown).lines(), None)
    layouts = dict(_layouts(name.families, name.year or year, first, faults)) if first else {}
    if not layouts:
        if first is None:
            faults.add("pmsi_vide")
        told = tuple(finding for finding in faults.findings() if finding.severity is not Severity.INFO)
        raise InputFormatError(
            "Le tracé de ce fichier PMSI n’est pas certain : les numéros de patients ne peuvent pas en être retirés.",
            findings=told,
        )
    masks = {record: _Mask(layout, keeps_letter=bool(record)) for record, layout in layouts.items()}
    masked = _masked(content, masks)
    if masked == content:
        return Masked(content=content, dropped=(), findings=())
    fields = (field.place for layout in layouts.values() for field in layout.fields if field.kind == "identifier")
    dropped = tuple(dict.fromkeys(fields))
    return Masked(content=masked, dropped=dropped, findings=(_told(dropped, shown),))


def _layouts(
    families: tuple[Family, ...], year: int | None, first: Lines, faults: Faults
) -> Iterator[tuple[bytes, Layout]]:
    """Give the layout of each kind of lines by its letter, ``b""`` where lines are all of a kind; none if one is unsure."""
    if not set(families) & set(RSF_RECORDS):
        layout = choose(Asked(families, year), first, faults)
        return iter([(b"", layout)] if layout else [])
    initials = set(first.initials().tobytes())
    found = {}
    for family in families:
        record = RSF_RECORDS[family].encode()
        layout = choose(Asked((family,), year), first, faults)
        if layout is None and record[0] in initials:
            return iter(())
        if layout:
            found[record] = layout
    return iter(found.items())


def _masked(content: bytes, masks: Mapping[bytes, "_Mask"]) -> bytes:
    start = _BOM if content.startswith(_BOM) else b""
    lines = content.removeprefix(start).split(b"\n")
    whole = masks.get(b"")
    return start + b"\n".join(_line(line, whole or masks.get(line[:1]), letter=whole is None) for line in lines)


def _line(line: bytes, mask: "_Mask | None", *, letter: bool) -> bytes:
    body = line.removesuffix(b"\r")
    if mask and len(body) in mask.lengths:
        kept = mask.applied(body)
    else:
        kept = body[:1] + b" " * (len(body) - 1) if letter and body else b" " * len(body)
    return kept + line[len(body) :]


class _Mask:
    """What is kept of the lines of a layout."""

    def __init__(self, layout: Layout, *, keeps_letter: bool) -> None:
        self.lengths = frozenset(layout.lengths)
        self._keeps_letter = keeps_letter
        self._fields = [_Kept(field, layout) for field in layout.read_fields]

    def applied(self, body: bytes) -> bytes:
        """Return a line with spaces where nothing is read."""
        kept = bytearray(b" " * len(body))
        if self._keeps_letter:
            kept[:1] = body[:1]
        texts = [(field, *field.kept(body[field.place])) for field in self._fields]
        lost = any(costs_line for _, _, costs_line in texts)
        for field, text, costs_line in texts:
            kept[field.place] = text if costs_line or not lost else field.emptied(text)
        return bytes(kept)


class _Kept:
    """What is kept of a field, remembered for each text met."""

    def __init__(self, field: Field, layout: Layout) -> None:
        self.place = slice(field.start - 1, field.end)
        self._field = field
        self._judge = judge_of(field, layout, (), None) if field.kind in _JUDGED else None
        self._known: dict[bytes, tuple[bytes, bool]] = {}

    def kept(self, raw: bytes) -> tuple[bytes, bool]:
        """Return what is kept of the field, and whether it makes the reader leave out the line.

        What is not of its kind, and that a message would not quote, becomes « ? ».
        """
        known = self._known.get(raw)
        if known is None:
            known = self._looked_at(raw)
            if len(self._known) < _REMEMBERED:
                self._known[raw] = known
        return known

    def emptied(self, text: bytes) -> bytes:
        """Return what is kept of the field in a line left out, so that it says no more than it is empty."""
        if self._judge is None:
            return _DIGITS.sub(b"0", text)
        return text if self._field.kind == "service" else b" " * len(text)

    def _looked_at(self, raw: bytes) -> tuple[bytes, bool]:
        text = raw.decode("latin-1")
        judged = self._judge(text) if self._judge else Judged(fault="letters" if any(map(str.isalpha, text)) else "")
        shown = judged.proposal is not None or quoted(text, self._field.kind) == text.strip()
        return (_SIGNS.sub(b"?", raw) if judged.fault and not shown else raw), judged.costs_line


def _told(dropped: tuple[str, ...], shown: str) -> Finding:
    return Finding(
        code="pmsi_vide_identifiants", severity=Severity.INFO, file=shown,
        message=f"la copie gardée n’a que les positions lues ; sont vidés : {', '.join(dropped)}.",
        why="Aucun numéro de patient, de séjour ou de facture ne doit être gardé.",
        remedy="l’original n’est pas modifié : rangez-le en lieu sûr, ou supprimez-le.",
    )  # fmt: skip
