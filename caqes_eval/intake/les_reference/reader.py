"""Read the reference of LES indications: the table UCD × indication, as a snapshot or month by month."""

from collections.abc import Mapping, Sequence
from pathlib import Path

from caqes_eval.intake.les_reference.reference import LesReference, Listing, Month
from caqes_eval.intake.les_reference.source import Row, read_rows
from caqes_eval.intake.les_reference.told import Tally
from caqes_eval.intake.les_reference.values import code_of, day_of, listed_of, month_of, name_of, ucd_of

_HEADINGS: Mapping[str, Sequence[str]] = {
    "indication": ("indication", "code_les", "code indication", "code LES", "indication LES", "code_indication"),
    "ucd7": ("ucd_7", "ucd7", "code UCD 7", "code UCD", "UCD"),
    "ucd13": ("ucd_13", "ucd13", "code UCD 13"),
    "listed": (
        "inscription_liste_en_sus", "inscription", "inscrit liste en sus", "inscription sur la liste en sus", "inscrit LES",
    ),
    "since": ("date_debut", "datedebut", "date de début", "date début d’inscription"),
    "until": ("date_fin", "datefin", "date de fin", "date fin d’inscription"),
    "month": ("periode", "mois"),
    "speciality": ("specialite", "libelle UCD", "nom de spécialité"),
}  # fmt: skip
_NEEDED = (("indication",), ("ucd7", "ucd13"), ("listed",))


def read_les_reference(path: Path, *, shown: str = "") -> LesReference:
    """Read the reference.

    Args:
        path: JSON (compressed or not), workbook or CSV with the columns of ATIH's table.
        shown: how messages name it; its own name by default.

    Raises:
        InputMissingError: the file cannot be read.
        InputFormatError: it is damaged, or has not the columns of the reference.
    """
    shown = shown or path.name
    table = read_rows(path, shown=shown, headings=_HEADINGS, needed=_NEEDED)
    tally = Tally(shown, table)
    pairs: dict[tuple[str, str], list[Listing]] = {}
    any_drug: set[str] = set()
    names: dict[str, str] = {}
    for row in table.rows:
        code, (usable, ucd) = code_of(row, tally), ucd_of(row, tally)
        if code is None or not usable:
            continue
        if ucd is None:
            any_drug.add(code)
            continue
        if name := name_of(row, tally):
            names.setdefault(ucd, name)
        if listing := _listing(row, tally, monthly="month" in table.columns):
            _add(listing, pairs.setdefault((ucd, code), []), row, tally)
    return LesReference(
        file=shown, sha256=table.sha256, pairs={pair: tuple(found) for pair, found in pairs.items()},
        any_drug=frozenset(any_drug), months=_months(pairs), names=names, findings=tally.findings(),
    )  # fmt: skip


def _listing(row: Row, tally: Tally, *, monthly: bool) -> Listing | None:
    month = month_of(row, tally) if monthly else None
    if monthly and month is None:
        return None
    listed = listed_of(row, tally)
    since, until = day_of(row, "since", tally), day_of(row, "until", tally)
    if since and until and until < since:
        tally.add("les_dates_inversees", row, "until")
    if listed and since is None and not monthly:
        tally.add("les_debut_inconnu", row, "since")
    return Listing(listed, since, until, month)


def _add(listing: Listing, former: list[Listing], row: Row, tally: Tally) -> None:
    if listing in former:
        tally.add("les_doublon", row, "indication")
        return
    if any(other.month == listing.month and other.listed != listing.listed for other in former):
        tally.add("les_contradiction", row, "indication")
    former.append(listing)


def _months(pairs: Mapping[tuple[str, str], Sequence[Listing]]) -> frozenset[Month]:
    return frozenset(listing.month for found in pairs.values() for listing in found if listing.month)
