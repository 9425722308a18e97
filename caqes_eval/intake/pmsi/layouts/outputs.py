"""What GENRSA, then DRUIDES, give back without name: RSA of MCO, RAPSS of HAD, RHA of SMR.

Positions: formats.md §5.2, checked against pmeasyr. The key of the stay is never read; a line may stand for several
stays (NBSEJ).
"""

from caqes_eval.intake.pmsi.layout import Field, Kind, Layout

_MCO_SERVICES = frozenset({"06", "09", "10"})
_EARLY_HEAD = (
    Field("finess", 1, 9, "finess", "NOFINESS"),
    Field("service", 10, 2, "service", "TYPEPREST"),
    Field("discharged", 12, 6, "year_month", "ANNEE+MOIS"),
)
_HEAD = (
    Field("finess", 1, 9, "finess", "NOFINESS"),
    Field("finess_geo", 10, 9, "finess_or_blank", "NOFINESSGEO"),
    Field("service", 19, 2, "service", "TYPEPREST"),
    Field("discharged", 21, 6, "year_month", "ANNEE+MOIS"),
)
_RSA = Field("stay", 27, 10, "identifier", "CLE_RSA")


def _product(start: int, length: int, kind: Kind, quantity: Kind = "thousandths") -> tuple[Field, ...]:
    """Return what follows the number of stays in every layout: code, quantity, price, month, delay."""
    after = start + length
    device = kind == "lpp"
    return (
        Field(kind, start, length, kind, "CDLPP" if device else "CDUCD"),
        Field("quantity", after, 10, quantity, "NBPOSE" if device else "NBADM"),
        Field("amount", after + 10, 10, "thousandths", "PRIX"),
        Field("administered", after + 20, 6, "month_year", "MOISPOSE+ANPOSE" if device else "MOISADMIN+ANADMIN"),
        Field("delay", after + 26, 4, "count", "DELAI"),
    )


def _initial(start: int) -> Field:
    return Field("initial", start, 1, "unused", "INDVALINIT")


def _recoded(start: int) -> Field:
    return Field("recoded", start, 1, "unused", "TOPUCD13")


def _stays(start: int) -> Field:
    return Field("stays", start, 6, "stays", "NBSEJ")


RSA_MED = (
    Layout(
        family="rsa_med", since=2011, until=2014, lengths=(73,), services=_MCO_SERVICES,
        fields=(
            *_EARLY_HEAD, Field("stay", 18, 10, "identifier", "CLE_RSA"), _stays(28), *_product(34, 9, "ucd"),
            _initial(73),
        ),
    ),
    Layout(
        family="rsa_med", since=2015, until=2016, lengths=(78,), services=_MCO_SERVICES,
        fields=(
            *_EARLY_HEAD, Field("stay", 18, 10, "identifier", "CLE_RSA"), _stays(28), *_product(34, 13, "ucd"),
            _initial(77), _recoded(78),
        ),
    ),
    Layout(
        family="rsa_med", since=2017, until=2017, lengths=(87,), services=_MCO_SERVICES,
        fields=(*_HEAD, _RSA, _stays(37), *_product(43, 13, "ucd"), _initial(86), _recoded(87)),
    ),
    Layout(
        family="rsa_med", since=2018, until=2019, lengths=(94, 87), services=_MCO_SERVICES,
        fields=(
            *_HEAD, _RSA, _stays(37), *_product(43, 13, "ucd"), _initial(86), _recoded(87),
            Field("indication", 88, 7, "les", "INDICATION"),
        ),
    ),
    Layout(
        family="rsa_med", since=2020, until=2026, lengths=(102, 95), services=_MCO_SERVICES,
        fields=(
            *_HEAD, _RSA, Field("blank", 37, 8, "filler", "FILLER"), _stays(45), *_product(51, 13, "ucd"),
            _initial(94), _recoded(95), Field("indication", 96, 7, "les", "INDICATION"),
        ),
    ),
)  # fmt: skip
"""The layouts of ``.med``, ``.medatu`` and ``.medthrombo`` in MCO."""

RSA_DMI = (
    Layout(
        family="rsa_dmi", since=2011, until=2016, lengths=(66,), services=frozenset({"02"}),
        fields=(*_EARLY_HEAD, Field("stay", 18, 10, "identifier", "CLE_RSA"), *_product(28, 9, "lpp", "count")),
    ),
    Layout(
        family="rsa_dmi", since=2017, until=2026, lengths=(75,), services=frozenset({"02"}),
        fields=(*_HEAD, _RSA, *_product(37, 9, "lpp", "count")),
    ),
)  # fmt: skip
"""The layouts of ``.dmip``."""

_HAD_STAY = (
    Field("stay", 18, 5, "identifier", "NOSEQSEJ"),
    Field("sequence", 23, 4, "identifier", "NOSEQ"),
    Field("part", 27, 4, "identifier", "NOSOUSSEQ"),
)
HAD_MED = (
    Layout(
        family="had_med", since=2011, until=2014, lengths=(106, 75),
        fields=(*_EARLY_HEAD, *_HAD_STAY, _stays(31), *_product(37, 9, "ucd"), Field("end", 76, 31, "filler", "Filler")),
    ),
    Layout(
        family="had_med", since=2015, until=2022, lengths=(106, 81),
        fields=(
            *_EARLY_HEAD, *_HAD_STAY, _stays(31), *_product(37, 13, "ucd"), _initial(80), _recoded(81),
            Field("end", 82, 25, "filler", "Filler"),
        ),
    ),
    Layout(
        family="had_med", since=2023, until=2026, lengths=(120,),
        fields=(
            Field("finess", 1, 9, "finess", "NOFINESS"),
            Field("blank", 10, 9, "filler", "Filler00"),
            Field("service", 19, 2, "service", "TYPEPREST"),
            Field("discharged", 21, 6, "year_month", "ANNEE+MOIS"),
            Field("stay", 27, 5, "identifier", "NOSEQSEJ"), Field("blank_2", 32, 5, "filler", "Filler01"),
            Field("sequence", 37, 4, "identifier", "NOSEQ"), Field("part", 41, 4, "identifier", "NOSOUSSEQ"),
            _stays(45), *_product(51, 13, "ucd"), _initial(94), _recoded(95),
            Field("indication", 96, 7, "les", "CDLES"), Field("end", 103, 18, "filler", "Filler"),
        ),
    ),
)  # fmt: skip
"""The layouts of ``.med`` in HAD."""

_SMR_STAY = (Field("stay", 18, 7, "identifier", "NOSEQSEJ"), Field("week", 25, 3, "identifier", "NOSEQRHS"))
SMR_MED = (
    Layout(
        family="smr_med", since=2011, until=2014, lengths=(66,),
        fields=(*_EARLY_HEAD, *_SMR_STAY, *_product(28, 9, "ucd")),
    ),
    Layout(
        family="smr_med", since=2015, until=2026, lengths=(96, 71),
        fields=(
            *_EARLY_HEAD, *_SMR_STAY, *_product(28, 13, "ucd"), _recoded(71), Field("end", 72, 25, "filler", "Filler"),
        ),
    ),
)  # fmt: skip
"""The layouts of ``.med`` in SMR; the one that follows the reform, with the indication, was not found."""
