import io
import json
import sys

import pytest

from caqes_eval.cli import output
from caqes_eval.foundation.errors import InputValueError, OutputError
from caqes_eval.foundation.findings import Finding, Severity

NARROW = "\u202f"
HOSTILE = "\x1b[31mrouge\x1b[0m\x07\x08\x9b31m\x7f\u202e[bold]gras[/bold] :smile:"


def finding(**changes: object) -> Finding:
    content = {"code": "x", "severity": Severity.TO_CHECK, "file": "a.csv", "message": "le taux est faux."}
    return Finding(**{**content, **changes})


def controls(text: str) -> set[str]:
    """The characters that drive a terminal: everything that is not shown, but for the end of a line."""
    return {letter for letter in text if not letter.isprintable() and letter not in f"\n{NARROW}\u00a0"}


@pytest.fixture(autouse=True)
def _wide_terminal_that_takes_colours(monkeypatch):
    monkeypatch.setenv("COLUMNS", "200")
    for name in ("NO_COLOR", "FORCE_COLOR", "TTY_COMPATIBLE"):
        monkeypatch.delenv(name, raising=False)


def test_say_prints_french_on_the_right_stream(capsys):
    output.say("Erreur : 49 % ?", error=True)
    output.say("Fait !")
    printed = capsys.readouterr()
    assert printed.err == f"Erreur{NARROW}: 49{NARROW}%{NARROW}?\n"
    assert printed.out == f"Fait{NARROW}!\n"


@pytest.mark.parametrize("error", [False, True])
def test_say_prints_a_files_text_as_text(capsys, error):
    output.say(HOSTILE, error=error)
    printed = capsys.readouterr()
    shown = printed.err if error else printed.out
    assert controls(shown) == set()
    assert "�[31mrouge" in shown
    assert "[bold]gras[/bold] :smile:" in shown
    assert shown.count("\n") == 1


def test_say_does_not_break_long_lines(capsys, monkeypatch):
    monkeypatch.setenv("COLUMNS", "20")
    output.say("mot " * 50)
    assert capsys.readouterr().out.count("\n") == 1


def test_say_keeps_accents_and_the_ends_of_lines(capsys):
    output.say("é’œ€—\nligne")
    assert capsys.readouterr().out == "é’œ€—\nligne\n"


def test_a_table_prints_a_files_text_as_text(capsys):
    output.print_table("[bold]gras[/bold] :smile:", ["[bold]gras[/bold] :smile:", "Valeur"], [[HOSTILE, "45,2 %"]])
    shown = capsys.readouterr().out
    assert controls(shown) == set()
    assert shown.count("[bold]gras[/bold] :smile:") == 3
    assert f"45,2{NARROW}%" in shown


@pytest.mark.parametrize("where", ["title", "heading", "cell"])
def test_no_part_of_a_table_drives_the_terminal(capsys, where):
    parts = {"title": "t", "heading": "h", "cell": "c", where: "\x1b[31m"}
    output.print_table(parts["title"], [parts["heading"]], [[parts["cell"]]])
    assert "\x1b" not in capsys.readouterr().out


def test_a_table_folds_its_cells_and_loses_nothing(capsys, monkeypatch):
    monkeypatch.setenv("COLUMNS", "30")
    output.print_table("Résultats", ["FINESS", "Indicateur"], [["010000024", "a" * 60]])
    shown = capsys.readouterr().out
    assert shown.count("a") >= 60
    assert "…" not in shown


def test_json_is_one_document_in_utf8_whatever_the_console(monkeypatch):
    console = io.TextIOWrapper(io.BytesIO(), encoding="cp1252", newline="\r\n")
    monkeypatch.setattr(sys, "stdout", console)
    document = {"libellé": "≥ 49\u202f%", "liste": [1, None, 0.5], "finess": "010000024"}
    output.print_json(document)
    written = console.buffer.getvalue()
    assert json.loads(written.decode("utf-8")) == document
    assert "≥ 49\u202f%".encode() in written
    assert written.endswith(b"}\n")
    assert b"\r" not in written


@pytest.mark.parametrize("letter", ["\x1b", "\x07", "\x08", "\x7f", "\x9b", "\x90"])
def test_json_escapes_what_drives_a_terminal(capsys, letter):
    output.print_json({letter: f"{letter}[31m"})
    shown = capsys.readouterr().out
    assert letter not in shown
    assert json.loads(shown) == {letter: f"{letter}[31m"}


def test_json_has_no_number_that_json_lacks():
    with pytest.raises(ValueError, match="not JSON compliant"):
        output.print_json({"taux": float("nan")})


def test_json_takes_the_name_of_any_file(capsysbinary):
    """A file name of Linux that is not UTF-8 reaches Python as half a surrogate pair."""
    output.print_json({"file": "\udcff.csv"})
    assert json.loads(capsysbinary.readouterr().out.decode("utf-8"))["file"].endswith(".csv")


def test_findings_are_printed_with_their_place(capsys):
    output.print_findings([finding(line=3, remedy="corrigez-le."), finding(severity=Severity.BLOCKING)], error=True)
    printed = capsys.readouterr()
    assert printed.out == ""
    assert printed.err.replace(NARROW, " ").splitlines() == [
        "  • [à vérifier] fichier a.csv, ligne 3 : le taux est faux. À faire : corrigez-le.",
        "  • [bloquant] fichier a.csv : le taux est faux.",
    ]


@pytest.mark.parametrize(
    ("count", "lines", "end"), [(50, 50, ""), (51, 51, "et 1 autre ("), (1250, 51, "et 1 200 autres (")]
)
def test_many_findings_are_cut_and_the_rest_is_counted(capsys, count, lines, end):
    output.print_findings([finding()] * count)
    printed = capsys.readouterr().out.replace(NARROW, " ").splitlines()
    assert len(printed) == lines
    assert end in printed[-1]
    assert ("--json" in printed[-1]) == (count > 50)


ERROR = InputValueError("Des valeurs sont fausses.", remedy="Corrigez le fichier.", findings=[finding(value="\x1b[2J")])


def test_an_error_is_told_on_standard_error(capsys):
    assert output.report_error(ERROR, as_json=False) == 14
    printed = capsys.readouterr()
    assert printed.out == ""
    assert printed.err.replace(NARROW, " ").splitlines() == [
        "Erreur : Des valeurs sont fausses.",
        "  • [à vérifier] fichier a.csv, valeur « �[2J » : le taux est faux.",
        "À faire : Corrigez le fichier.",
    ]


def test_an_error_without_remedy_has_no_empty_line(capsys):
    assert output.report_error(OutputError("Écriture impossible."), as_json=False) == 22
    assert capsys.readouterr().err.replace(NARROW, " ") == "Erreur : Écriture impossible.\n"


def test_an_error_is_one_json_document(capsys):
    assert output.report_error(ERROR, as_json=True) == 14
    printed = capsys.readouterr()
    assert json.loads(printed.out) == ERROR.as_record()
    assert printed.err == ""


def crash() -> RuntimeError:
    try:
        raise RuntimeError("détail interne")
    except RuntimeError as error:
        return error


def test_a_crash_is_told_in_french_and_its_traceback_kept(capsys, tmp_path):
    assert output.report_crash(crash(), root=tmp_path, as_json=False) == 1
    printed = capsys.readouterr()
    assert printed.err.replace(NARROW, " ") == (
        "Erreur interne de caqes : RuntimeError. Le détail est dans .caqes/erreur.log (dossier de travail) : "
        "joignez-le à votre signalement.\n"
    )
    assert printed.out == ""
    log = (tmp_path / ".caqes" / "erreur.log").read_text(encoding="utf-8")
    assert "RuntimeError: détail interne" in log
    assert "Traceback" in log
    assert [path.name for path in (tmp_path / ".caqes").iterdir()] == ["erreur.log"]


def test_a_crash_is_one_json_document(capsys, tmp_path):
    assert output.report_crash(crash(), root=tmp_path, as_json=True) == 1
    printed = capsys.readouterr()
    record = json.loads(printed.out)
    assert (record["error"], record["exit_code"], record["findings"]) == ("interne", 1, [])
    assert "erreur.log" in record["remedy"]
    assert printed.err == ""


@pytest.mark.parametrize("as_json", [False, True])
def test_a_crash_whose_log_cannot_be_written_is_told_all_the_same(capsys, tmp_path, as_json):
    (tmp_path / ".caqes").write_text("un fichier", encoding="utf-8")
    assert output.report_crash(crash(), root=tmp_path, as_json=as_json) == 1
    printed = capsys.readouterr()
    assert "Le détail n’a pas pu être enregistré." in (printed.out if as_json else printed.err)


def test_a_crash_about_any_file_name_is_told(capsys, tmp_path):
    assert output.report_crash(RuntimeError("\udcff.csv"), root=tmp_path, as_json=False) == 1
    assert "Erreur interne de caqes" in capsys.readouterr().err
