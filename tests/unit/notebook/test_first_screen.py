"""What a reader meets first and last: where the establishment stands, what to keep in mind, what is folded."""

import struct
from base64 import b64decode
from decimal import Decimal
from fractions import Fraction
from types import SimpleNamespace

import pytest
from bs4 import BeautifulSoup
from indicator_results import result, target

from caqes_eval.families.result import Delivery, FindingRecord, IndicatorResult, Points
from caqes_eval.foundation.findings import Severity
from caqes_eval.notebook.blocks import Block, Column, folded, groups, highlighted, sentences, stacked, table
from caqes_eval.notebook.cautions import by_kind, cautions
from caqes_eval.notebook.evaluation import TO_PROVIDE
from caqes_eval.notebook.figures import position_figure
from caqes_eval.notebook.sections import MOST_SHOWN, results_of
from caqes_eval.notebook.standing import MOST_NAMED, standing

HOSTILE = "<script>alert(1)</script>"


def plain(block: Block) -> str:
    return block.text.replace("\u202f", " ")


def page(*results: IndicatorResult, **changes: object) -> SimpleNamespace:
    content = {"results": results, "points": None, "findings": (), "rules": (), **changes}
    context = SimpleNamespace(minimum_establishments=11)
    deliveries = content.pop("deliveries", ())
    return SimpleNamespace(
        result=SimpleNamespace(**content), case=SimpleNamespace(deliveries=deliveries),
        inputs=SimpleNamespace(region={}, context=context),
    )  # fmt: skip


def finding(code: str, severity: Severity, sentence: str) -> FindingRecord:
    return FindingRecord(code=code, severity=severity, sentence=sentence)


def test_what_is_missed_comes_first_then_what_is_met_then_what_is_lacking() -> None:
    lacking = Delivery(input="a.b", label="Recueil", period="2025", state="inutilisable")
    told = plain(
        standing(
            page(
                result(label="Un", outcome="atteint", target=target()),
                result(label="Deux", outcome="non atteint", target=target(status="to_validate")),
                result(label="Trois", outcome="données insuffisantes", value=None, target=target()),
                result(label="Quatre", outcome="sans objectif"),
                result(label="Cinq", outcome="non atteint", target=target(), part="L04AB04"),
                deliveries=(lacking,),
            )
        )
    )
    assert told.splitlines() == [
        "- ✘ Non atteint :", "  - Deux : 45,2 % (objectif ≥ 49,0 %, à valider)",
        "- ✔ Atteint :", "  - Un : 45,2 % (objectif ≥ 49,0 %)",
        "- ? Pas encore jugé :", "  - Trois : données insuffisantes",
        "- Retours à envoyer ou à corriger :", "  - Recueil, 2025 : inutilisable",
    ]  # fmt: skip


def test_nothing_judged_is_said_beside_the_points() -> None:
    points = Points(
        points=None, acquired=Fraction(1), maximum=Decimal(4), items=(), status="confirmed", source="Grille"
    )
    told = plain(standing(page(result(outcome="sans objectif"), points=points)))
    assert "n’a d’objectif connu" in told
    assert "1,00 acquis à ce jour sur 4,00" in told


@pytest.mark.parametrize("count", [MOST_NAMED, MOST_NAMED + 1, MOST_NAMED + 2])
def test_a_long_list_says_how_many_follow(count: int) -> None:
    missed = [result(label=f"Taux {rank}", outcome="non atteint", target=target()) for rank in range(count)]
    told = plain(standing(page(*missed)))
    assert (f"et {count - MOST_NAMED} autres" in told) == (count > MOST_NAMED + 1)


def test_findings_of_one_kind_take_one_line_and_the_whole_list_is_folded() -> None:
    findings = (
        finding("mirror", Severity.TO_CHECK, "ligne 17 : à vérifier."),
        finding("date", Severity.BLOCKING, "cellule C5 : date."),
        finding("mirror", Severity.TO_CHECK, "ligne 33 : à vérifier."),
        finding("mirror", Severity.TO_CHECK, "ligne 41 : à vérifier."),
        finding(TO_PROVIDE, Severity.TO_CHECK, "Il manque R."),
    )
    soup = BeautifulSoup(cautions(page(findings=findings)).html, "html.parser")
    short = soup.ul
    assert short is not None
    assert [name.get_text() for name in short.find_all("strong")] == ["Bloquant", "À vérifier", "À savoir", "À valider"]
    text = short.get_text()
    assert "Ligne 17" in text
    assert "2 autres constats de même nature" in text
    assert "ligne 33" not in text.lower()
    assert "1 chiffre qu’aucune source connue ne donne" in text
    assert [each.get_text() for each in soup.find_all("summary")] == [
        "Tous les constats (4)", "Chiffres qu’aucune source ne donne (1)",
    ]  # fmt: skip
    # nothing is lost, the most serious first
    items = [item.get_text() for item in soup.details.find_all("li")]
    assert len(items) == 4
    assert items[0].startswith("Bloquant")


def test_one_finding_of_each_kind_is_not_listed_twice() -> None:
    findings = [finding("a", Severity.INFO, "un."), finding("b", Severity.INFO, "deux.")]
    assert by_kind(findings) == ["Un.", "Deux."]
    assert "<details" not in cautions(page(findings=tuple(findings))).html


def test_one_caution_of_several_results_is_said_once() -> None:
    small = [result(label=label, caution="petit nombre.") for label in ("Taux A", "Taux B")]
    assert plain(cautions(page(*small))).count("petit nombre") == 1


def test_a_long_table_of_results_shows_what_is_judged_and_folds_the_rest() -> None:
    told = [result(label=f"Compte {rank}", outcome="sans objectif") for rank in range(MOST_SHOWN + 5)]
    missed = result(label="Jugé", outcome="non atteint", target=target())
    soup = BeautifulSoup(results_of([*told, missed], "Résultats").html, "html.parser")
    shown, rest = ([row.th.get_text() for row in body.find_all("tr")] for body in soup.find_all("tbody"))
    assert shown == [*(f"Compte {rank}" for rank in range(MOST_SHOWN - 1)), "Jugé"]
    assert len(rest) == 6
    assert soup.details.summary.get_text() == "Autres mesures (6)"


def test_a_column_where_nothing_is_known_is_not_shown() -> None:
    soup = BeautifulSoup(results_of([result(outcome="sans objectif")], "Résultats").html, "html.parser")
    assert [header.get_text() for header in soup.select("th[scope=col]")] == ["Indicateur", "Valeur", "Résultat"]


def test_lines_of_a_cell_stay_apart_and_a_comparator_keeps_its_figure() -> None:
    block = table("Grille", [Column("Indicateur"), Column("Mesuré")], [["IPP", "un ≥ 3\n<b>deux</b>"], ["EPA", "—"]])
    cells = BeautifulSoup(block.html, "html.parser").find_all("td")
    assert cells[0].decode_contents() == "un ≥\u202f3<br/>&lt;b&gt;deux&lt;/b&gt;"
    assert ["data-vide" in cell.attrs for cell in cells] == [False, True]
    assert "un ≥ 3 ; <b>deux</b>" in plain(block)


@pytest.mark.parametrize(
    "block", [groups([(HOSTILE, [HOSTILE])]), folded(HOSTILE, sentences([HOSTILE])), highlighted(HOSTILE)]
)
def test_what_is_folded_or_grouped_is_text(block: Block) -> None:
    assert "<script" not in block.html
    assert HOSTILE in BeautifulSoup(block.html, "html.parser").get_text()


def test_what_is_empty_takes_no_room() -> None:
    assert groups([("Rien", [])]).html.strip() == ""
    assert stacked(sentences([]), sentences(["un"])).html == sentences(["un"]).html


def png_of(*results: IndicatorResult) -> bytes:
    image = BeautifulSoup(position_figure(results).html, "html.parser").img
    assert image is not None
    return b64decode(str(image["src"]).removeprefix("data:image/png;base64,"))


def test_an_image_has_sixteen_greys_and_fits_a_phone() -> None:
    width, _, depth, colour = struct.unpack(">IIBB", png_of(result())[16:26])
    # palette of four bits
    assert (width, depth, colour) == (800, 4, 3)


@pytest.mark.parametrize("code", ["ipp.change", "transport.growth", "transport.sources_gap", "epa.ionogram_change"])
def test_a_change_is_not_drawn_on_a_scale_of_shares(code: str) -> None:
    assert "<img" not in position_figure([result(indicator=code)]).html


def test_a_share_over_one_is_drawn_where_it_is() -> None:
    assert png_of(result(value=Fraction(3, 2))) != png_of(result(value=Fraction(1)))
