"""Both BDPM files of the demonstration, in agreement with Open PHMEV but for five deliberate differences."""

from collections.abc import Iterator

from caqes_eval.demo.medicines import OUTSIDE, REPERTOIRE, Molecule, Product, products

# (ATC5, TOP_GEN of 2025, rank) of the products on which the BDPM disagrees with Open PHMEV.
ENTERED_AS_GENERIC = ("M01AE01", "0", 0)
ENTERED_AS_REFERENCE = ("A06AD15", "0", 0)
LEFT_THE_REPERTOIRE = ("C10AA07", "4", 0)
NO_LONGER_SOLD = ("N02AX02", "1", 1)
AMBIGUOUS = ("N03AX14", "1", 0)
# In two groups, generic in both: no disagreement.
IN_TWO_GROUPS = ("N05AH04", "1", 0)

_FIRST_GROUP, _FIRST_EXTRA_GROUP = 9001, 9101
# Specialties withdrawn before the presentations file was made.
_WITHDRAWN = ("99909001", "99909002", "99909003")
# Types 2 and 4 are generics too (formats.md §3).
_GENERIC_TYPE = {"C03CA01": "2", "J01CA04": "4"}
_FORMS = {
    "AMP": "ampoule(s)",
    "CPR": "comprimé(s)",
    "GELULE": "gélule(s)",
    "INHAL": "inhalateur(s)",
    "SACHET": "sachet(s)",
    "SER": "seringue(s) préremplie(s)",
    "STYLO": "stylo(s) prérempli(s)",
}


def presentations() -> str:
    """Return ``CIS_CIP_bdpm.txt``: 13 columns, TAB, LF."""
    sold = sorted((p for p in products() if _key(p) != NO_LONGER_SOLD), key=lambda p: (p.cis, p.cip13))
    return "".join("\t".join(_presentation(product)) + "\n" for product in sold)


def groups() -> str:
    """Return ``CIS_GENER_bdpm.txt``: 5 columns, TAB, CR LF."""
    lines = [*_main_groups(), *_extra_groups()]
    return "".join("\t".join(line) + "\r\n" for line in lines)


def _key(product: Product) -> tuple[str, str, int]:
    return product.molecule.atc5, product.top_gen, product.rank


def _presentation(product: Product) -> tuple[str, ...]:
    molecule = product.molecule
    return (
        product.cis, product.cip13[5:12], f"boîte de {molecule.count} {_FORMS[molecule.form]}",
        "Présentation active", "Déclaration de commercialisation", "01/01/2020", product.cip13, "oui",
        f"{molecule.rate}%", _price(product.price), _price(product.price + 102), "1,02", "",
    )  # fmt: skip


def _price(cents: int) -> str:
    """Write a price as the BDPM does: ``1,234,56``, the comma for thousands as for cents."""
    return f"{cents // 100:,},{cents % 100:02}"


def _main_groups() -> Iterator[tuple[str, ...]]:
    for number, molecule in enumerate(REPERTOIRE, start=_FIRST_GROUP):
        members = [p for p in products() if p.molecule == molecule and _key(p) != LEFT_THE_REPERTOIRE]
        for order, product in enumerate(members, start=1):
            kind = "0" if product.top_gen == "4" else _GENERIC_TYPE.get(molecule.atc5, "1")
            yield _line(number, molecule, product.cis, kind, order)


def _extra_groups() -> Iterator[tuple[str, ...]]:
    """Yield the groups that make the differences, then one whose specialties are all withdrawn."""
    by_key = {_key(product): product for product in products()}
    first = _FIRST_EXTRA_GROUP
    yield _line(first, by_key[AMBIGUOUS].molecule, by_key[AMBIGUOUS].cis, "0", 1)
    yield _line(first + 1, by_key[IN_TWO_GROUPS].molecule, by_key[IN_TWO_GROUPS].cis, "1", 1)
    yield _line(first + 2, by_key[ENTERED_AS_GENERIC].molecule, _WITHDRAWN[0], "0", 1)
    yield _line(first + 2, by_key[ENTERED_AS_GENERIC].molecule, by_key[ENTERED_AS_GENERIC].cis, "1", 2)
    yield _line(first + 3, by_key[ENTERED_AS_REFERENCE].molecule, by_key[ENTERED_AS_REFERENCE].cis, "0", 1)
    for order, cis in enumerate(_WITHDRAWN[1:], start=1):
        yield _line(first + 4, OUTSIDE[0], cis, "0" if order == 1 else "1", order)


def _line(group: int, molecule: Molecule, cis: str, kind: str, order: int) -> tuple[str, ...]:
    label = f"{molecule.name} {molecule.dose.lower()} – groupe fictif de l’exemple, {_FORMS[molecule.form]}"
    return str(group), label, cis, kind, str(order)
