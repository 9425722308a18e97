"""PMSI files of the demonstration, in the layouts of each year: fewer and larger lines than real ones."""

from collections.abc import Iterator
from random import Random

from caqes_eval.demo.collection.volumes import YEARS, Given, given, serials
from caqes_eval.demo.draws import below
from caqes_eval.demo.hospitals import Hospital, RegionCode, hospital
from caqes_eval.demo.liste_en_sus import DRUGS, I999, IMPLANTS
from caqes_eval.intake.pmsi.layout import Family, Field, Layout
from caqes_eval.intake.pmsi.layouts import layouts_of

FICTITIOUS_NIR = "199019999999979"
"""A « numéro de sécurité sociale » whose key is right and that nobody has: there is no country 99999."""

_NUMBERS = ("thousandths", "count", "stays", "rsf_amount")
_HAD = "013"
# hospitals that implant, and how many in a hundred of the numbers of a large one
_IMPLANTING = {"001": 100, "002": 60, "003": 20, "006": 35, "011": 40, "101": 12, "102": 6}
_OPENED = {"011": 2025}


def pmsi_files(region: RegionCode, seed: int) -> Iterator[tuple[Hospital, int, str, bytes]]:
    """Yield the hospital, the year, the name and the bytes of each PMSI file of a region."""
    for year in YEARS:
        for serial in serials(region, year):
            own = hospital(serial)
            family: Family = "had_med" if serial == _HAD else "rsa_med"
            yield own, year, name_of(own, year, "med"), _outputs(own, family, year, given(region, serial, year, seed))
        for serial, size in _IMPLANTING.items():
            own = hospital(serial)
            if own.region == region and year >= _OPENED.get(serial, year):
                yield own, year, name_of(own, year, "dmip"), _implants(own, year, size, seed)
    year = YEARS[-1]
    if region == "val-de-brume":
        yield hospital("012"), year, name_of(hospital("012"), year, "med.txt"), _fichcomp_drugs(hospital("012"), year)
        yield (
            hospital("006"),
            year,
            name_of(hospital("006"), year, "dmi.txt"),
            _fichcomp_implants(hospital("006"), year),
        )
    else:
        yield hospital("104"), year, name_of(hospital("104"), year, "rsf"), _invoices(hospital("104"), year)


def name_of(own: Hospital, year: int, suffix: str) -> str:
    """Return the name that the tools of ATIH give to a file of the whole year."""
    return f"{own.finess}.{year}.12.{suffix}"


def layout(family: Family, year: int) -> Layout:
    """Return the layout of a family in a year."""
    return next(each for each in layouts_of(family) if each.used_in(year))


def line(shape: Layout, **values: str | int) -> bytes:
    """Return a line of a layout; a field that is not given is filled with zeros if it is a number, else with blanks.

    Raises:
        ValueError: a value is longer than its field, or is of no field.
    """
    if unknown := set(values) - {field.name for field in shape.fields}:
        msg = f"{shape.label} has no field {sorted(unknown)}"
        raise ValueError(msg)
    return "".join(_cell(field, values.get(field.name, "")) for field in shape.fields).encode("ascii") + b"\r\n"


def _cell(field: Field, value: str | int) -> str:
    text = str(value)
    if len(text) > field.length:
        msg = f"{text} does not hold in {field.place}"
        raise ValueError(msg)
    return text.rjust(field.length, "0") if field.kind in _NUMBERS else text.ljust(field.length)


def _outputs(own: Hospital, family: Family, year: int, amounts: list[Given]) -> bytes:
    """Return a ``.med``: one line per drug, indication and month, repeated in two stays for sessions."""
    shape = layout(family, year)
    names = {field.name for field in shape.fields}
    lines: list[bytes] = []
    for each in amounts:
        times = 2 if each.over_sessions else 1
        for _ in range(times):
            values: dict[str, str | int] = {
                "finess": own.finess, "finess_geo": own.registered.finess_et, "service": "06",
                "discharged": f"{year}{each.month:02}", "stay": _stay(shape), "stays": times,
                "ucd": each.drug.ucd13, "quantity": each.quantity * 1_000, "amount": each.thousandths,
                "administered": f"{each.month:02}{year}", "delay": 1,
                "indication": each.indication,
            }  # fmt: skip
            lines.append(line(shape, **{name: value for name, value in values.items() if name in names}))
    return b"".join(lines)


def _stay(shape: Layout) -> str:
    """Return the key of a stay as the door keeps it: spaces, as wide as the layout asks."""
    return " " * next(field.length for field in shape.fields if field.name == "stay")


def _implants(own: Hospital, year: int, size: int, seed: int) -> bytes:
    draw = Random((seed + year) * 1_000 + int(own.serial[-3:]))  # noqa: S311 (no secret is drawn)
    shape = layout("rsa_dmi", year)
    lines: list[bytes] = []
    for implant in IMPLANTS:
        for month in range(1, 13):
            number = implant.number * size * (80 + below(draw, 41)) // 120_000
            if number:
                lines.append(
                    line(
                        shape, finess=own.finess, finess_geo=own.registered.finess_et, service="02",
                        discharged=f"{year}{month:02}", stay=_stay(shape), lpp=implant.lpp.rjust(9, "0"),
                        quantity=number, amount=number * implant.euros * 1_000, administered=f"{month:02}{year}", delay=2,
                    )
                )  # fmt: skip
    return b"".join(lines)


def _fichcomp_drugs(own: Hospital, year: int) -> bytes:
    """Return a ``.med.txt``: what the pharmacy gives for January, with numbers of stays that must not enter."""
    shape = layout("fichcomp_med", year)
    lines = [
        line(
            shape, finess=own.finess, service="06", stay=f"99{rank:08}", administered=f"{1 + rank:02}01{year}",
            ucd=drug.ucd13, quantity=(2 + rank) * 1_000, amount=(2 + rank) * drug.euros * 1_000, initial="2",
            indication=I999 if rank % 5 == 0 else drug.indications[0],
        )
        for rank, drug in enumerate(DRUGS)
    ]  # fmt: skip
    return b"".join(lines)


def _fichcomp_implants(own: Hospital, year: int) -> bytes:
    shape = layout("fichcomp_dmi", year)
    lines = [
        line(
            shape, finess=own.finess, service="02", stay=f"99{rank:08}", administered=f"{1 + rank:02}01{year}",
            lpp=implant.lpp.rjust(15, "0"), quantity=1 + rank, amount=(1 + rank) * implant.euros * 1_000,
        )
        for rank, implant in enumerate(IMPLANTS)
    ]  # fmt: skip
    return b"".join(lines)


def _invoices(own: Hospital, year: int) -> bytes:
    """Return an ``.rsf`` of a clinic: a line A without drug, then lines H and P; each bears a social security number."""
    drugs, implants = layout("rsf_h", year), layout("rsf_p", year)
    people = {
        "finess": own.finess, "finess_geo": own.finess, "insured": FICTITIOUS_NIR[:13], "insured_key": FICTITIOUS_NIR[13:],
        "rank": "001",
    }  # fmt: skip
    lines = [b"A" + line(drugs, **people)[1:]]
    for rank, drug in enumerate(DRUGS[:6]):
        lines.append(
            line(
                drugs, record="H", **people, entry=f"{rank:09}", entered=f"{1 + rank:02}03{year}", ucd=drug.ucd7,
                fraction=10_000, quantity=2, amount=drug.euros * 200, indication=I999 if rank == 0 else drug.indications[0],
            )
        )  # fmt: skip
    for rank, implant in enumerate(IMPLANTS[:4]):
        lines.append(
            line(
                implants, record="P", **people, entry=f"{rank:09}", entered=f"{1 + rank:02}04{year}",
                lpp=implant.lpp.rjust(13, "0"), quantity=1, amount=implant.euros,
            )
        )  # fmt: skip
    return b"".join(lines)
