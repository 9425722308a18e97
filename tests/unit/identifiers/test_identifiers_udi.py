"""UDI: keys by hand, the three entities, what a scanner reads, what is not kept."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from caqes_eval.identifiers import check_udi

# 0340093561234: weights 3 and 1 from the right on 0,3,4,0,0,9,3,5,6,1,2,3,4
# 4·3+3+2·3+1+6·3+5+3·3+9+0+0+4·3+3+0 = 78, and 80 − 78 = 2
DEVICE = "03400935612342"
TYPED = st.text(max_size=40) | st.from_regex(r"[+=(]?[0-9A-Z/$ .()\x1d]{1,40}", fullmatch=True)


@pytest.mark.parametrize(
    ("typed", "kind", "value"),
    [
        (DEVICE, "GTIN-14", DEVICE),
        ("0340 0935 612 342", "GTIN-14", DEVICE),
        (f"(01){DEVICE}(17)261231(10)LOT1", "GTIN-14", DEVICE),
        (f"(01) {DEVICE} (17) 261200 (21) S-9", "GTIN-14", DEVICE),  # day 00: the last of the month
        (f"01{DEVICE}1726123110LOT1\x1d21S9", "GTIN-14", DEVICE),
        (f"]d201{DEVICE}1726123110LOT1", "GTIN-14", DEVICE),
        (f"\x1d01{DEVICE}\x1d17261231\x1d21S9", "GTIN-14", DEVICE),
        # 41+10+1+2+3+11+19+12+5+13+6+14+7+1 = 145 = 3·43 + 16, which is G
        ("+A123BJC5D6E71G", "HIBC", "+A123BJC5D6E71G"),
        ("*+a123bjc5d6e71g*", "HIBC", "+A123BJC5D6E71G"),
        # the key is that of the whole, the device identifier has its own
        ("+A123BJC5D6E71/$$52001510X3C", "HIBC", "+A123BJC5D6E71G"),
        # 41+10+0+0+0+29+1 = 81 = 43 + 38, which is a blank
        ("+A000T1", "HIBC", "+A000T1"),
        ("+A000T1 ", "HIBC", "+A000T1"),
        ("=/A9999XYZ100T0944", "ICCBBA", "=/A9999XYZ100T0944"),
        ("=/A9999XYZ100T0944=,000025=>014032=}013032", "ICCBBA", "=/A9999XYZ100T0944"),
    ],
)
def test_accepted(typed: str, kind: str, value: str) -> None:
    check = check_udi(typed)
    assert (check.kind, check.value, check.reason, check.warning) == (kind, value, "", "")


@pytest.mark.parametrize(
    ("typed", "word"),
    [
        (DEVICE[:-1] + "3", "doit finir par 2"),
        (f"(01){DEVICE[:-1]}3(10)LOT1", "doit finir par 2"),
        ("1234567890", "celui-ci en a 10"),
        (f"(01){DEVICE}(17)269931", "ne se lit pas"),  # month 99
        (f"(01){DEVICE}(05)X", "ne se lit pas"),
        ("(10)LOT1", "ne se lit pas"),
        ("+A123BJC5D6E71H", "Clé HIBC fausse"),
        ("+A123BJC5D6E71/$$52001510X3D", "Clé HIBC fausse"),
        ("+1123BJC5D6E71G", "une lettre"),
        ("+", "une lettre"),
        ("=/A9999XYZ100T094", "16 caractères"),
        ("=/A9999XYZ100T09445", "16 caractères"),
        ("LOT 123", "Forme non reconnue"),
        ("3,40094E+12", "notation scientifique"),
        ("", "Aucun code"),
    ],
)
def test_refused(typed: str, word: str) -> None:
    check = check_udi(typed)
    assert check.value is None
    assert word in check.reason


def test_a_code_of_thirteen_digits_is_a_proposal_not_a_repair() -> None:
    check = check_udi(DEVICE[1:])
    assert (check.value, check.proposals) == (None, (DEVICE,))


@pytest.mark.parametrize(
    ("produced", "words"),
    [
        ("(17)261231", ["sans numéro de lot"]),
        ("(10)LOT1", ["sans date de péremption"]),
        ("(11)240101", ["sans numéro de lot", "sans date de péremption"]),
        ("(17)261231(21)S9", []),
        ("", []),  # the device identifier alone says nothing of production
    ],
)
def test_what_production_lacks_is_told(produced: str, words: list[str]) -> None:
    check = check_udi(f"(01){DEVICE}{produced}")
    assert check.value == DEVICE
    assert [word in check.warning for word in ("sans numéro de lot", "sans date de péremption")] == [
        word in words for word in ("sans numéro de lot", "sans date de péremption")
    ]


def test_neither_lot_nor_serial_number_is_in_the_value() -> None:
    assert check_udi(f"(01){DEVICE}(17)261231(21)SERIE42").value == DEVICE


@given(typed=TYPED)
def test_no_text_raises_and_the_verdict_is_coherent(typed: str) -> None:
    verdict = check_udi(typed)
    assert verdict.valid is (verdict.reason == "")
    if verdict.valid:
        assert check_udi(str(verdict.value)).value == verdict.value
    else:
        assert verdict.reason.endswith(".")
        assert "'" not in verdict.reason
        assert len(verdict.reason) < 300


@given(digits=st.from_regex(r"[0-9]{13}", fullmatch=True))
def test_one_last_digit_in_ten_is_right(digits: str) -> None:
    assert sum(check_udi(digits + last).valid for last in "0123456789") == 1
