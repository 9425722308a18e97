import struct
from base64 import b64decode
from fractions import Fraction

import pytest
from bs4 import BeautifulSoup, Tag
from indicator_results import REGION, position, result, target

from caqes_eval.families.result import IndicatorResult
from caqes_eval.notebook.figures import position_figure

FULL = [
    result(target=target(), outcome="non atteint", region=position()),
    result(label="Part des génériques dans le répertoire", value=Fraction(9, 10), region=position(None)),
]


def image(results: list[IndicatorResult]) -> Tag:
    found = BeautifulSoup(position_figure(results).html, "html.parser").img
    assert found is not None
    return found


def png(results: list[IndicatorResult]) -> bytes:
    return b64decode(str(image(results)["src"]).removeprefix("data:image/png;base64,"))


def words(results: list[IndicatorResult]) -> str:
    return str(image(results)["alt"]).replace("\u202f", " ")


def test_the_same_results_give_the_same_image():
    first = png(FULL)
    assert first == png(FULL)
    assert position_figure(FULL) == position_figure(FULL)
    assert first.startswith(b"\x89PNG\r\n\x1a\n")
    # neither a date nor the version of the software that drew it
    assert b"tEXt" not in first


def test_another_value_gives_another_image():
    assert png(FULL) != png([result(value=Fraction(1, 2), target=target(), region=position()), FULL[1]])


@pytest.mark.parametrize(
    "changes", [{"region": None}, {"target": None}, {"value": Fraction(0)}, {"value": Fraction(1)}]
)
def test_what_is_drawn_shows(changes):
    assert png([FULL[0].model_copy(update=changes)]) != png(FULL[:1])


def test_the_outer_quantiles_are_drawn_only_when_they_are_given():
    inner = REGION.model_copy(update={"p10": None, "p90": None})
    region = position().model_copy(update={"distribution": inner})
    assert png([result(region=region)]) != png([result(region=position())])
    assert words([result(region=region)]) == words([result(region=position())])


def test_the_image_grows_with_its_rows():
    def height(results):
        return struct.unpack(">I", png(results)[20:24])[0]

    assert height(FULL[:1]) < height(FULL) < height(FULL * 2)


def test_the_words_say_every_value():
    assert words(FULL) == (
        "Prescription dans le répertoire : 45,2 % ; objectif ≥ 49,0 %, non atteint ; médiane régionale 60,0 %, moitié "
        "centrale des établissements 35,0 % à 85,0 %. "
        "Part des génériques dans le répertoire : 90,0 % ; médiane régionale 60,0 %, moitié centrale des établissements "
        "35,0 % à 85,0 %."
    )


def test_the_words_do_without_what_is_not_known():
    assert words([result()]) == "Prescription dans le répertoire : 45,2 %."


def test_amounts_and_absent_values_are_not_drawn():
    others = [result(unit="€/boîte", label="Montant"), result(value=None, label="Incalculable")]
    assert words([others[0], FULL[0], others[1]]) == words(FULL[:1])
    assert png([*others, FULL[0]]) == png(FULL[:1])


@pytest.mark.parametrize("results", [[], [result(unit="€")], [result(value=None)]], ids=["none", "amount", "absent"])
def test_without_any_rate_a_sentence_stands_for_the_figure(results):
    block = position_figure(results)
    assert "Pas de figure" in block.text
    assert "<img" not in block.html


@pytest.mark.parametrize(
    "label", ["$x_$", "$\\foo$", "100 $ et 200 $", "\\frac{1}{2}", "a_b^c", "%s {x}", "<b>&</b>", "", "mot " * 40]
)
def test_a_label_from_a_file_is_drawn_as_it_is(label):
    assert words([result(label=label)]).startswith(label.strip()[:10])


def test_a_label_between_dollars_is_not_mathematics():
    # mathematics would drop the space
    assert png([result(label="$x y$")]) != png([result(label="$xy$")])
