from datetime import date

import pytest
from region_content import SMALL, region_of

# the addition of pc is dated (1 January 2024); that of ipp's removal is not, a source of 10 May 2024 speaks of it as done
UNDATED = SMALL.replace(
    "indicators:\n- {code: mo",
    "- {code: a2, label: Deux, date: null, at_latest: 2024-05-10, removes: [ipp], status: to_validate,"
    " reference: {title: Essai}, missing: {what: la date, where: avenant, waits: ipp}}\nindicators:\n- {code: mo",
)


@pytest.mark.parametrize(
    ("when", "there"),
    [
        (date(2022, 6, 30), False),
        (date(2022, 7, 1), True),
        (date(2024, 12, 31), True),
        (date(2025, 1, 1), False),
    ],
)
def test_a_contract_holds_on_its_first_and_last_day(when, there):
    contract = region_of().contract_on(when)
    assert (contract is not None) is there


@pytest.mark.parametrize(
    ("when", "indicators", "amendments"),
    [
        (date(2023, 12, 31), ("mo", "ipp"), ()),
        (date(2024, 1, 1), ("mo", "pc", "ipp"), ("a1",)),
    ],
)
def test_a_dated_amendment_adds_an_indicator_on_its_day(when, indicators, amendments):
    contract = region_of().contract_on(when)
    assert (contract.indicators, contract.uncertain, contract.amendments) == (indicators, (), amendments)


@pytest.mark.parametrize(
    ("when", "indicators", "uncertain", "amendments"),
    [
        (date(2023, 1, 1), ("mo",), ("ipp",), ()),
        (date(2024, 5, 9), ("mo", "pc"), ("ipp",), ("a1",)),
        (date(2024, 5, 10), ("mo", "pc"), (), ("a1", "a2")),
    ],
)
def test_an_amendment_without_date_leaves_a_doubt_until_a_source_speaks_of_it(when, indicators, uncertain, amendments):
    contract = region_of(UNDATED).contract_on(when)
    assert (contract.indicators, contract.uncertain, contract.amendments) == (indicators, uncertain, amendments)


def test_an_amendment_that_no_source_dates_leaves_a_doubt_for_ever():
    contract = region_of(UNDATED.replace(" at_latest: 2024-05-10,", "")).contract_on(date(2024, 12, 31))
    assert contract.uncertain == ("ipp",)
    assert contract.amendments == ("a1",)


@pytest.mark.parametrize(("when", "there"), [(date(2023, 6, 30), True), (date(2023, 7, 1), False)])
def test_an_indicator_ends_after_its_last_day(when, there):
    region = region_of(SMALL.replace("label: IPP,", "label: IPP, until: 2023-06-30,"))
    assert ("ipp" in region.contract_on(when).indicators) is there
