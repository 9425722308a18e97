from base64 import b64decode

import pytest
from bs4 import BeautifulSoup
from jinja2 import UndefinedError

from caqes_eval.notebook.blocks import Block, Column, figure, render, sentences, table
from caqes_eval.notebook.sections import card

NARROW = "\u202f"
HOSTILE = "<script>alert(1)</script> & \"x\" 'y' <img src=x onerror=alert(2)>"
COLUMNS = [Column("Produit"), Column("Boîtes", "figures"), Column("CIP13", "code"), Column("SHA-256", "digest")]
ROWS = [["Amoxicilline", "12", "3400930000000", "ab12"], ["Total", "—", "", ""]]


def page(block: Block) -> BeautifulSoup:
    return BeautifulSoup(block.html, "html.parser")


HOSTILE_BLOCKS = {
    "table": table(HOSTILE, [Column(HOSTILE), Column(HOSTILE, "figures")], [[HOSTILE, HOSTILE]]),
    "figure": figure(b"png", alt=HOSTILE, caption=HOSTILE),
    "list": sentences([HOSTILE, HOSTILE]),
    "empty list": sentences([], empty=HOSTILE),
    "card": card([(HOSTILE, HOSTILE)]),
}


@pytest.mark.parametrize("name", HOSTILE_BLOCKS)
def test_hostile_text_is_text_everywhere(name):
    block = HOSTILE_BLOCKS[name]
    soup = page(block)
    assert soup.find(["script"]) is None
    assert all(image["src"].startswith("data:") for image in soup.find_all("img"))
    assert all(not attribute.startswith("on") for element in soup.find_all(True) for attribute in element.attrs)
    assert "<script" not in block.html
    # what a reader sees is what the file said
    assert HOSTILE in soup.get_text()


@pytest.mark.parametrize("name", ["table", "figure"])
def test_a_quote_does_not_leave_its_attribute(name):
    soup = page(HOSTILE_BLOCKS[name])
    attributes = [value for element in soup.find_all(True) for value in element.attrs.values()]
    assert HOSTILE in attributes


@pytest.mark.parametrize("name", HOSTILE_BLOCKS)
def test_equal_inputs_give_equal_bytes(name):
    again = {
        "table": table(HOSTILE, [Column(HOSTILE), Column(HOSTILE, "figures")], [[HOSTILE, HOSTILE]]),
        "figure": figure(b"png", alt=HOSTILE, caption=HOSTILE),
        "list": sentences([HOSTILE, HOSTILE]),
        "empty list": sentences([], empty=HOSTILE),
        "card": card([(HOSTILE, HOSTILE)]),
    }[name]
    assert again == HOSTILE_BLOCKS[name]
    assert "0x" not in repr(again._repr_mimebundle_())


@pytest.mark.parametrize("rows", [ROWS, ROWS[:1], []], ids=["two rows", "one row", "no row"])
def test_a_table_has_a_caption_and_a_scope_on_every_header(rows):
    soup = page(table("Produits", COLUMNS, rows))
    assert [caption.get_text() for caption in soup.find_all("caption")] == ["Produits"]
    assert [header.get_text() for header in soup.select("th[scope=col]")] == [column.heading for column in COLUMNS]
    assert [header.get_text() for header in soup.select("th[scope=row]")] == [row[0] for row in rows]
    assert all(header.get("scope") for header in soup.find_all("th"))


def test_a_table_can_be_reached_and_named_by_a_screen_reader():
    region = page(table("Produits", COLUMNS, ROWS)).div
    assert region is not None
    assert (region["role"], region["aria-label"], region["tabindex"]) == ("region", "Produits", "0")


def test_the_cells_of_a_table_are_where_they_belong():
    body = page(table("Produits", COLUMNS, ROWS)).tbody
    assert body is not None
    assert [[cell.get_text() for cell in row.find_all(["th", "td"])] for row in body.find_all("tr")] == ROWS
    first = body.find_all("tr")[0].find_all("td")
    assert [cell["data-titre"] for cell in first] == ["Boîtes", "CIP13", "SHA-256"]
    assert [cell["class"] for cell in first] == [["nombre"], ["code"], ["empreinte"]]


def test_a_text_column_has_no_class():
    assert "class" not in table("a", [Column("b"), Column("c")], [["d", "e"]]).html.replace('class="tableau"', "")


def test_a_row_longer_than_the_headings_is_a_fault():
    with pytest.raises(UndefinedError):
        table("a", [Column("b")], [["c", "d"]])


def test_a_value_that_a_template_lacks_is_a_fault():
    with pytest.raises(UndefinedError):
        render("figure.html.j2", alt="", caption="")


def test_blocks_are_plain_text_for_a_terminal():
    block = table("Produits : tout", [Column("Nom"), Column("Boîtes")], [["A", "1"], ["B", "2"]])
    assert repr(block) == block.text == f"Produits{NARROW}: tout\nNom | Boîtes\nA | 1\nB | 2"
    assert sentences(["un", "deux ?"]).text == f"- un\n- deux{NARROW}?"
    assert sentences([], empty="rien").text == "rien"
    assert figure(b"", alt="La médiane est 49 %.", caption="Position").text == f"Position\nLa médiane est 49{NARROW}%."
    assert card([("FINESS", "010000024")]).text == f"FINESS{NARROW}: 010000024"


def test_a_notebook_gets_both():
    block = sentences(["a & b"])
    assert block._repr_mimebundle_() == {"text/html": block.html, "text/plain": "- a & b"}


def test_the_typography_is_french_in_html_too():
    soup = page(table("Taux : 49 %", [Column("Vu ?")], [["« oui »"]]))
    for text in (f"Taux{NARROW}: 49{NARROW}%", f"Vu{NARROW}?", f"«{NARROW}oui{NARROW}»"):
        assert text in soup.get_text()


def test_a_list_has_one_item_per_sentence():
    assert [item.get_text() for item in page(sentences(["un", "deux"])).find_all("li")] == ["un", "deux"]
    assert page(sentences([], empty="Rien à signaler.")).find("ul") is None


def test_a_card_pairs_each_term_with_its_description():
    soup = page(card([("FINESS", "010000024"), ("Commune", "Bourg")]))
    pairs = [[part.get_text() for part in pair.find_all(["dt", "dd"])] for pair in soup.find_all("div")]
    assert pairs == [["FINESS", "010000024"], ["Commune", "Bourg"]]


def test_a_figure_carries_its_image_and_its_words():
    image = page(figure(b"\x89PNG", alt="en mots", caption="Position")).img
    assert image is not None
    assert b64decode(image["src"].removeprefix("data:image/png;base64,")) == b"\x89PNG"
    assert image["alt"] == "en mots"
