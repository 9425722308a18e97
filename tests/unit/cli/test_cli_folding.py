"""French text folded on screen: never between a number and what it counts."""

import pytest

from caqes_eval.cli import output

NARROW = "\u202f"


@pytest.fixture
def narrow_screen(monkeypatch):
    monkeypatch.setenv("COLUMNS", "30")


def folded(capsys, text: str, spaces: int) -> list[str]:
    output.indented(text, spaces)
    return capsys.readouterr().out.splitlines()


def test_lines_break_at_ordinary_spaces_only(narrow_screen, capsys):
    text = f"Le montant est de 12{NARROW}345{NARROW}678{NARROW}€ en tout pour l’année 2025, soit 99,5{NARROW}%"
    lines = folded(capsys, text, 4)
    assert len(lines) > 2
    assert all(line.startswith("    ") and len(line) <= 30 for line in lines)
    assert f"12{NARROW}345{NARROW}678{NARROW}€" in "\n".join(lines)
    assert " ".join(line.strip(" ") for line in lines) == text


def test_quotes_and_signs_stay_with_their_words(narrow_screen, capsys):
    for width in range(20, 40):
        lines = folded(capsys, "x" * (width % 10) + " lancez « caqes » : fini ; et après ? rien de plus", 2)
        assert not any(line.strip(" ")[:1] in "»:;?" or line.endswith("«") for line in lines)


def test_paragraphs_and_long_words_are_kept(narrow_screen, capsys):
    assert folded(capsys, "un\n\ndeux", 2) == ["  un", "  ", "  deux"]
    assert folded(capsys, "x" * 40, 2) == ["  " + "x" * 40]
