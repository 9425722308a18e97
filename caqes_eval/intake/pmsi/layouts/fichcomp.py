"""FICHCOMP of the public hospitals: what the pharmacy and the DIM send, with the number of the stay (never read).

Positions: formats.md §5.1, checked against pmeasyr and pmsixml. Prices are for the whole quantity.
"""

from caqes_eval.intake.pmsi.layout import Field, Layout

_HEAD = (
    Field("finess", 1, 9, "finess", "NOFINESS"),
    Field("service", 10, 2, "service", "TYPEPREST"),
    Field("stay", 12, 20, "identifier", "NAS"),
)
_AMOUNTS = (
    Field("quantity", 55, 10, "thousandths", "NBADM"),
    Field("amount", 65, 10, "thousandths", "PRIX"),
    Field("initial", 75, 1, "unused", "INDVALINIT"),
)
_DAY = Field("administered", 32, 8, "day", "DTDISP")
_SERVICES = frozenset({"06", "09", "10"})

FICHCOMP = (
    Layout(
        family="fichcomp_med", since=2011, until=2014, lengths=(105, 75), services=_SERVICES,
        fields=(
            *_HEAD, _DAY,
            Field("ucd", 40, 9, "ucd", "CDUCD"), Field("blank", 49, 6, "filler", "Fil1"),
            *_AMOUNTS, Field("end", 76, 30, "filler", ""),
        ),
    ),
    Layout(
        family="fichcomp_med", since=2015, until=2017, lengths=(105, 75), services=_SERVICES,
        fields=(
            *_HEAD, _DAY,
            Field("ucd", 40, 13, "ucd", "CDUCD"), Field("blank", 53, 2, "filler", "Fil1"),
            *_AMOUNTS, Field("end", 76, 30, "filler", ""),
        ),
    ),
    Layout(
        family="fichcomp_med", since=2018, until=2026, lengths=(105, 82, 75), services=_SERVICES,
        fields=(
            *_HEAD, _DAY,
            Field("ucd", 40, 15, "ucd", "CDUCD"),
            *_AMOUNTS,
            Field("indication", 76, 7, "les", "INDICATION"), Field("end", 83, 23, "filler", ""),
        ),
    ),
    Layout(
        family="fichcomp_dmi", since=2011, until=2026, lengths=(92,), services=frozenset({"02"}),
        fields=(
            *_HEAD,
            Field("rum", 32, 10, "filler", "Fil1"),
            Field("administered", 42, 8, "day", "DTPOSE"),
            Field("to", 50, 8, "filler", "Fil2"),
            Field("lpp", 58, 15, "lpp", "CDLPP"),
            Field("quantity", 73, 10, "count", "NBPOSE"),
            Field("amount", 83, 10, "thousandths", "PRIX"),
        ),
    ),
)  # fmt: skip
"""The layouts of ``.med.txt`` and ``.dmi.txt``."""
