"""The sections of the transport page: hostile text is escaped, figures say in words what their table says."""

import re
from types import SimpleNamespace

import pytest

from caqes_eval.families.evaluation import evaluate
from caqes_eval.families.transport.family import FAMILY
from caqes_eval.notebook.families import transport
from tests.indicators.examples import case_of

SECTIONS = ("sides_table", "mix_table", "mix_figure", "sources_table", "trajectory_table")
MODES = ("ambulance", "vsl", "taxi", "shared_vsl", "shared_taxi", "private_vehicle", "public_transport")
EXTRACT = {"year": 2025, "period": "2025", "ambulance_trips": 1999, "vsl_trips": 3001, "taxi_trips": 5000,
           "ambulance_amount": 450_000, "vsl_amount": 150_000, "taxi_amount": 300_000}  # fmt: skip
FORM = [
    {
        "year": 2025,
        "period": "2025",
        "mode": mode,
        "trips": 100 * (rank + 1),
        "reimbursed": "sans objet" if rank == 6 else 10,
    }
    for rank, mode in enumerate(MODES)
]


def page(tables: dict, **more: object) -> SimpleNamespace:
    case = case_of({"year": 2025, "tables": tables, **more})
    return SimpleNamespace(case=case, family=FAMILY, result=SimpleNamespace(results=evaluate(FAMILY, case, region={})))


def plain(text: str) -> str:
    return text.replace("\u202f", " ")


@pytest.mark.parametrize("section", SECTIONS)
def test_a_section_without_data_says_so(section):
    block = getattr(transport, section)(page({}))
    assert block.text
    assert "<table" not in block.html
    assert "<img" not in block.html


def test_both_shares_are_shown_with_their_side_and_the_one_retained():
    text = plain(transport.sides_table(page({"extraction.transport": [EXTRACT]})).text)
    trips, euros = text.splitlines()[2:]
    assert (
        trips
        == "Part de l’ambulance, en trajets | 20,0 % | < 20,0 % | ✔ sous le seuil | oui (unité proposée, à valider)"
    )
    assert (
        euros == "Part de l’ambulance, en euros | 50,0 % | < 20,0 % | ✘ au seuil ou au-dessus | non, pour information"
    )


def test_the_mix_has_a_line_per_mode_and_source():
    lines = plain(
        transport.mix_table(page({"extraction.transport": [EXTRACT], "transport.transports": FORM})).text
    ).splitlines()
    assert len(lines) == 2 + 3 + 7
    assert "Ambulance | L’extraction de l’Assurance maladie | 1 999 | 20,0 % | 450 000,00 € | 50,0 %" in lines
    assert "Transport en commun | Le recueil de l’établissement | 700 | 25,0 % | sans objet | —" in lines


@pytest.mark.parametrize("tables", [{"extraction.transport": [EXTRACT]}, {"transport.transports": FORM}])
def test_every_number_of_the_figure_is_in_the_table(tables):
    shown = page(tables)
    alt = plain(re.search(r'alt="([^"]*)"', transport.mix_figure(shown).html)[1])
    numbers = re.findall(r"[0-9 ]*[0-9],[0-9] %", alt)
    assert numbers
    table = plain(transport.mix_table(shown).text)
    assert all(number.strip() in table for number in numbers)


def test_a_mode_that_is_not_known_leaves_no_part():
    rows = [row for row in FORM if row["mode"] != "taxi"]
    lines = plain(transport.mix_table(page({"transport.transports": rows})).text).splitlines()
    assert not any(line.startswith("Taxi") for line in lines)
    # the whole is not known: no mode has a part of it
    assert "Ambulance | Le recueil de l’établissement | 100 | — | 10,00 € | —" in lines
    assert "<img" not in transport.mix_figure(page({"transport.transports": rows})).html


def test_the_sources_are_confronted_mode_by_mode():
    text = plain(transport.sources_table(page({"extraction.transport": [EXTRACT], "transport.transports": FORM})).text)
    # VSL : 200 + 400 partagés déclarés, 3 001 dans l’extraction
    assert "VSL | 600 | 3 001 | −2 401 trajets | 20,00 € | 150 000,00 € | −149 980,00 €" in text


def test_the_trajectory_of_the_first_generation_is_told_year_by_year():
    rows = [{"year": 2018, "period": "2018", "amount": 1_023_000, "previous_amount": 1_000_000}]
    text = plain(transport.trajectory_table(page({"extraction.transport": rows}, year=2018)).text)
    assert "2017 | départ | 1 000 000,00 € | 1 000 000,00 € | 0,00 €" in text
    assert "2018 | +2,2 % | 1 022 000,00 € | 1 023 000,00 € | +1 000,00 €" in text


def test_the_text_of_a_file_is_escaped():
    refused = {"input": "transport.transports", "label": "Transports", "period": "2025", "state": "inutilisable",
               "reason": "<script>alert(1)</script>"}  # fmt: skip
    shown = page({"extraction.transport": [EXTRACT]}, deliveries=[refused])
    html = transport.sources_table(shown).html
    assert "<script>" not in html
    assert "&lt;script&gt;" in html


def test_equal_data_give_equal_bytes():
    tables = {"extraction.transport": [EXTRACT], "transport.transports": FORM}
    for section in SECTIONS:
        assert getattr(transport, section)(page(tables)).html == getattr(transport, section)(page(tables)).html
