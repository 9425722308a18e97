"""The committed page of faults is the one that the examples give, and they show every kind of fault."""

import pytest

from tests.constats.page import PAGE, ROOMS, page

EXAMPLES = [pytest.param(example, id=example.code) for room in ROOMS for example in room.examples]


@pytest.mark.parametrize("room", ROOMS, ids=[room.title for room in ROOMS])
def test_every_kind_of_fault_has_one_example_or_a_reason(room):
    shown = [example.code for example in room.examples]
    assert sorted([*shown, *room.unshown]) == sorted(room.codes)


@pytest.mark.parametrize("example", EXAMPLES)
def test_an_example_gives_its_fault_with_a_place_and_the_typographic_apostrophe(example):
    finding = example.finding()
    assert finding.file
    assert finding.message
    assert "'" not in f"{finding.message} {finding.why} {finding.remedy}"


def test_the_page_is_what_would_be_written():
    assert PAGE.read_text(encoding="utf-8") == page(), (
        "docs/constats.md est à réécrire par « python -m tests.constats »"
    )
