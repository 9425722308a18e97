"""RSF of the private hospitals: raw invoices, with social security numbers (never read).

Positions: formats.md §5.3, checked against pmeasyr. How many decimals the amounts have is written nowhere: it is the
parameter ``pmsi.rsf_scale``.
"""

from caqes_eval.intake.pmsi.layout import Field, Layout

_HEAD = (
    Field("record", 1, 1, "unused", "TYENR"),
    Field("finess", 2, 9, "finess", "NOFINESS"),
    Field("finess_geo", 11, 9, "finess_or_blank", "NOFINESSGEO"),
    Field("insured", 20, 13, "identifier", "NOSS"),
    Field("insured_key", 33, 2, "identifier", "NOSSCLE"),
    Field("rank", 35, 3, "identifier", "RGBEN"),
    Field("entry", 38, 9, "identifier", "NUMENT"),
    Field("patient", 47, 13, "identifier", "NOIMM"),
    Field("patient_key", 60, 2, "identifier", "NOIMMCLE"),
    Field("entered", 62, 8, "day", "DTENT"),
)
_MEDICINE = (
    Field("ucd", 70, 7, "ucd", "CDUCD"),
    Field("fraction", 77, 5, "count", "COEFFRAC"),
    Field("unit_price", 82, 7, "unused", "PU"),
    Field("unit_gap", 89, 7, "unused", "MTUECART"),
    Field("total_gap", 96, 7, "unused", "MTTECART"),
    Field("quantity", 103, 3, "count", "QUANT"),
    Field("amount", 106, 7, "rsf_amount", "MTTFAC"),
    Field("indication", 113, 7, "les", "INDICATION"),
)
_DEVICE = (
    Field("lpp", 70, 13, "lpp", "REFLPP"),
    Field("quantity", 83, 2, "count", "QUANT"),
    Field("tariff", 85, 7, "unused", "TARIF"),
    Field("amount", 92, 7, "rsf_amount", "MTTFAC"),
    Field("unit_price", 99, 7, "unused", "PU"),
    Field("unit_gap", 106, 7, "unused", "MTUECART"),
    Field("total_gap", 113, 7, "unused", "MTTECART"),
)
_INVOICE = Field("invoice", 120, 9, "identifier", "NUMFACT")

RSF_RECORDS = {"rsf_h": "H", "rsf_p": "P"}
"""The first letter of the lines of each family; the other lines of an RSF are left aside."""

RSF_OTHER_RECORDS = "ABCLM"
"""The lines that hold neither medicine nor device."""

RSF = (
    Layout(family="rsf_h", since=2019, until=2021, lengths=(119, 112), fields=(*_HEAD, *_MEDICINE)),
    Layout(family="rsf_h", since=2022, until=2026, lengths=(128,), fields=(*_HEAD, *_MEDICINE, _INVOICE)),
    Layout(family="rsf_p", since=2019, until=2021, lengths=(119,), fields=(*_HEAD, *_DEVICE)),
    Layout(family="rsf_p", since=2022, until=2026, lengths=(128,), fields=(*_HEAD, *_DEVICE, _INVOICE)),
)
"""The layouts of the lines H and P of ``.rsf``."""
