"""An indicator over the years: the table and the figure say the same, and a year that does not compare is marked."""

import re
from fractions import Fraction
from types import SimpleNamespace

import pytest
from indicator_results import result, target

from caqes_eval.families.result import HistoryPoint, IndicatorResult
from caqes_eval.notebook import history
from caqes_eval.notebook.blocks import Block

BREAK = "Les codes ont changé (depuis le 14/08/2024)"


def point(year: int, value: object, note: str = "") -> HistoryPoint:
    exact = None if value is None else Fraction(str(value))
    return HistoryPoint(year=year, value=exact, comparable=not note, note=note)


def known(*points: HistoryPoint, **changes: object) -> IndicatorResult:
    return result(history=points, **changes)


def page(*results: IndicatorResult) -> SimpleNamespace:
    return SimpleNamespace(result=SimpleNamespace(results=results))


def plain(block: Block) -> str:
    return block.text.replace("\u202f", " ")


def alt(block: Block) -> str:
    return re.search(r'alt="([^"]*)"', block.html)[1].replace("\u202f", " ")


RATE = known(point(2023, "0.10", BREAK), point(2024, None), point(2025, "0.452"))


def test_the_table_has_a_column_a_year_and_a_dash_for_what_is_not_known() -> None:
    told = plain(history.history_table(page(RATE, known(point(2024, 1), point(2025, "0.5"), label="Autre"))))
    assert "2023 | 2024 | 2025" in told
    assert (
        f"Prescription dans le répertoire | 10,0 % * | — | 45,2 % | * 2023 ne se compare pas à 2025 : {BREAK}" in told
    )
    assert "Autre | — | 100,0 % | 50,0 % | —" in told


def test_the_figure_says_in_words_what_the_table_says() -> None:
    told = alt(history.history_figure(page(RATE)))
    assert told == "Prescription dans le répertoire : 10,0 % en 2023 (non comparable), 45,2 % en 2025."


@pytest.mark.parametrize(
    "shown",
    [
        result(),  # a single year
        known(point(2024, None), point(2025, "0.5")),  # one value only
        known(point(2024, 3), point(2025, 5), unit="€", value=Fraction(5)),  # no rate
    ],
)
def test_nothing_is_drawn_of_what_has_no_two_rates(shown: IndicatorResult) -> None:
    block = history.history_figure(page(shown))
    assert "<img" not in block.html
    assert "Pas de figure" in plain(block)


def test_amounts_are_tabled_in_their_unit() -> None:
    told = plain(history.history_table(page(known(point(2024, 3), point(2025, 5), unit="€", value=Fraction(5)))))
    assert "3,00 € | 5,00 €" in told


@pytest.mark.parametrize("changes", [{"unit": "mention"}, {"part": "L04AB04"}])
def test_answers_and_details_are_not_tabled(changes: dict[str, object]) -> None:
    told = plain(history.history_table(page(known(point(2024, 1), point(2025, 1), **changes))))
    assert "Une seule année est connue" in told


def test_those_that_an_objective_judges_are_drawn_first_and_six_at_most() -> None:
    points = (point(2024, "0.1"), point(2025, "0.2"))
    free = [known(*points, label=f"Libre {letter}") for letter in "ABCDEF"]
    told = alt(history.history_figure(page(*free, known(*points, label="Jugé", target=target()))))
    labels = re.findall(r"(Libre .|Jugé) :", told)
    assert labels == ["Jugé", "Libre A", "Libre B", "Libre C", "Libre D", "Libre E"]


def test_zero_is_drawn_and_two_drawings_are_the_same() -> None:
    zero = known(point(2024, 0), point(2025, 0))
    first, second = (history.history_figure(page(zero)).html for _ in range(2))
    assert "0,0\u202f% en 2024" in first
    assert first == second


def test_a_text_is_never_code() -> None:
    hostile = known(point(2024, 1, "<b>x</b>"), point(2025, 1), label="<script>alert(1)</script>")
    for block in (history.history_table(page(hostile)), history.history_figure(page(hostile))):
        assert "<script" not in block.html
        assert "<b>x" not in block.html
