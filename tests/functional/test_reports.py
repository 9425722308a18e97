"""The pages sent out: self-contained, accessible, French, and never another's markup."""

import re
from itertools import pairwise
from pathlib import Path

import pytest
from bs4 import BeautifulSoup
from command import Ran

NARROW = "\u202f"


@pytest.fixture(scope="module", params=["990780025.html", "990780140.html", "synthese.html", "index.html"])
def page(request: pytest.FixtureRequest, demo_root: Path, ran: Ran) -> str:
    return (demo_root / "reports/essai" / request.param).read_text(encoding="utf-8")


@pytest.fixture
def soup(page: str) -> BeautifulSoup:
    return BeautifulSoup(page, "html.parser")


def test_nothing_is_fetched_and_nothing_runs(page: str, soup: BeautifulSoup) -> None:
    assert "http://" not in page
    assert "https://" not in page
    assert not soup.find_all(["script", "link", "iframe", "object", "form"])
    assert all(image["src"].startswith("data:image/png;base64,") for image in soup.find_all("img"))
    policy = soup.find("meta", {"http-equiv": "Content-Security-Policy"})["content"]
    assert policy == "default-src 'none'; style-src 'unsafe-inline'; img-src data:"


def test_one_title_and_headings_in_order(soup: BeautifulSoup) -> None:
    assert soup.html["lang"] == "fr"
    levels = [int(heading.name[1]) for heading in soup.find_all(re.compile("^h[1-6]$"))]
    assert levels.count(1) == 1
    assert levels[0] == 1
    assert all(after - before <= 1 for before, after in pairwise(levels))


def test_tables_have_captions_and_scopes_and_images_have_texts(soup: BeautifulSoup) -> None:
    assert all(table.caption and table.caption.get_text(strip=True) for table in soup.find_all("table"))
    assert all(cell.get("scope") in ("row", "col") for cell in soup.find_all("th"))
    assert all(len(image.get("alt", "")) > 20 for image in soup.find_all("img"))
    identifiers = [tag["id"] for tag in soup.find_all(id=True)]
    assert len(identifiers) == len(set(identifiers))


def test_french_typography(soup: BeautifulSoup) -> None:
    text = soup.get_text(" ")
    assert not re.search(r"\d %|\d\.\d+ ?%| :(?!\w)", text.replace(NARROW, "_"))
    assert "nan" not in text.lower().split()
    assert "None" not in text


def test_links_lead_somewhere(soup: BeautifulSoup, demo_root: Path) -> None:
    for link in soup.find_all("a"):
        if link["href"].startswith("#"):
            assert soup.find(id=link["href"][1:]) is not None
        else:
            assert (demo_root / "reports/essai" / link["href"]).is_file()


def test_a_target_not_validated_says_so(demo_root: Path, ran: Ran) -> None:
    text = (demo_root / "reports/essai/990780025.html").read_text(encoding="utf-8")
    assert "à valider" in text
    assert "Ces objectifs sont des propositions" in text


def test_the_share_not_released_is_shown(demo_root: Path, ran: Ran) -> None:
    text = (demo_root / "reports/essai/990780025.html").read_text(encoding="utf-8")
    assert re.search(r"des euros remboursés \(.+ des boîtes\) sont", text)
