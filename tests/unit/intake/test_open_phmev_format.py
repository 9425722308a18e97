"""What is not the published CSV is refused, with words that say what it is and where."""

import io
import zipfile

import pytest
from open_phmev_files import GOOD_ROWS, HEADER, ROW, content, converted

from caqes_eval.foundation.errors import InputFormatError, InputMissingError
from caqes_eval.intake.open_phmev import conversion, convert

LINE = ";".join(ROW.values())


def refused(folder, data, error=InputFormatError):
    with pytest.raises(error) as caught:
        converted(folder, data)
    assert not (folder / "cache").exists() or not list((folder / "cache").iterdir())
    return caught.value


def archive(name: str) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as zipped:
        zipped.writestr(name, "contenu")
    return stream.getvalue()


def test_an_absent_file_is_named(tmp_path):
    with pytest.raises(InputMissingError, match=r"recu/absent\.csv est introuvable"):
        convert(tmp_path / "absent.csv", cache=tmp_path / "c", top_gen_codes=(), shown_name="recu/absent.csv")


def test_a_folder_is_not_a_file(tmp_path):
    with pytest.raises(InputMissingError, match="recu est un dossier"):
        convert(tmp_path, cache=tmp_path / "c", top_gen_codes=(), shown_name="recu")


@pytest.mark.parametrize(
    ("data", "words", "remedy"),
    [
        (b"", "est vide", "téléchargez de nouveau"),
        (archive("OPEN_PHMEV_2024.CSV"), "une archive ZIP", "extrayez le fichier OPEN_PHMEV_AAAA.CSV"),
        (archive("[Content_Types].xml"), "un classeur", "sans l’ouvrir ni l’enregistrer dans Excel"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "un classeur Excel (.xls)", "dans Excel"),
        (b"%PDF-1.7\n...", "un document PDF", "téléchargez de nouveau"),
        (b"\n <!DOCTYPE html><html>Erreur 404</html>", "une page web", "téléchargez de nouveau"),
        (b"\xef\xbb\xbf<html></html>", "une page web", "téléchargez de nouveau"),
        (b"\x1f\x8b\x08rest", "une archive GZ", "extrayez"),
        (content(encoding="utf-16"), "UTF-16", "encodage"),
    ],
)
def test_another_kind_of_file_is_recognised(tmp_path, data, words, remedy):
    error = refused(tmp_path, data)
    assert error.message.startswith("recu/OPEN_PHMEV_2024.CSV")
    assert words in error.message
    assert remedy in error.remedy


def test_nul_bytes_are_located(tmp_path):
    error = refused(tmp_path, content([LINE, LINE.replace("FICTIF", "FIC\0TIF")]))
    assert "ligne 3 : des octets nuls" in error.message


def test_a_text_neither_utf8_nor_cp1252_is_located(tmp_path):
    lines = content([LINE, LINE, LINE]).replace(b"DES LILAS", b"DES LIL\xe9S", 1).split(b"\r\n")
    lines[3] = lines[3].replace(b"FICTIF", b"F\x8dCTIF")
    error = refused(tmp_path, b"\r\n".join(lines))
    assert "ligne 4 : ce texte n’est ni en UTF-8 ni en Windows-1252" in error.message


def test_a_file_cut_inside_a_letter_is_truncated(tmp_path):
    data = content([LINE, LINE.replace("VILLE-FICTIVE;DES", "VILLE É;DES")], encoding="utf-8")
    error = refused(tmp_path, data[: data.index("É".encode()) + 1])
    assert "ligne 3 : le fichier s’arrête au milieu d’une lettre" in error.message


@pytest.mark.parametrize(("separator", "words"), [(",", "la virgule"), ("\t", "la tabulation"), ("|", "la barre")])
def test_another_separator_is_named(tmp_path, separator, words):
    rows = [{name: value.replace(",", "") for name, value in ROW.items()}]
    error = refused(tmp_path, content(rows, separator=separator))
    assert f"ligne 1 : les colonnes sont séparées par {words}" in error.message
    assert "Excel" in error.remedy


def test_all_missing_columns_are_named_with_the_nearest(tmp_path):
    header = ["BOITE" if name == "BOITES" else name for name in HEADER if name not in ("CIP13", "region_etb")]
    error = refused(tmp_path, content([], header=header) + LINE.encode())
    assert [finding.column for finding in error.findings] == ["CIP13", "region_etb", "BOITES"]
    assert "si « BOITE » est cette colonne" in error.findings[2].remedy
    assert all(finding.line == 1 for finding in error.findings)


def test_a_column_written_twice_is_refused(tmp_path):
    error = refused(tmp_path, content([], header=[*HEADER, "rem"]) + LINE.encode())
    assert [(finding.column, finding.message) for finding in error.findings] == [
        ("REM", "cette colonne est écrite 2 fois.")
    ]


@pytest.mark.parametrize("data", [content([]), content([]).rstrip(), content([]) + b"\r\n\r\n"])
def test_a_header_alone_is_refused(tmp_path, data):
    assert "ne contient que son en-tête" in refused(tmp_path, data).message


def test_lines_ended_by_cr_alone_are_refused(tmp_path):
    assert "fins de ligne (CR seul)" in refused(tmp_path, content(end="\r")).message


def test_lines_of_the_wrong_length_are_told_per_kind(tmp_path):
    short, long = LINE.rsplit(";", 1)[0], LINE + ";1"
    error = refused(tmp_path, content([LINE, short, LINE, long, short]))
    assert [(finding.code, finding.line, finding.count, finding.expected) for finding in error.findings] == [
        ("ligne_courte", 3, 2, "31 champs, et non 30"),
        ("ligne_longue", 5, 1, "31 champs, et non 32"),
    ]


def test_a_trailing_separator_on_one_line_is_a_field_too_many(tmp_path):
    (finding,) = refused(tmp_path, content([LINE, LINE + ";"])).findings
    assert (finding.code, finding.line) == ("ligne_longue", 3)


def test_a_truncated_last_line_is_named(tmp_path):
    data = content([LINE, LINE, LINE])
    (finding,) = refused(tmp_path, data[: data.rindex(b"CENTRE")]).findings
    assert (finding.code, finding.line) == ("ligne_tronquee", 4)
    assert "coupée" in finding.message
    assert "téléchargé" in finding.remedy


@pytest.mark.parametrize("end", ["\r\n", "\n"])
def test_a_line_break_between_quotes_is_refused(tmp_path, end):
    broken = LINE.replace("FICTIF 20 MG", f'"FICTIF{end}20 MG').replace("GELULE 28", 'GELULE 28"')
    error = refused(tmp_path, content([LINE, broken, LINE], end=end))
    assert ("guillemet", 3) in [(finding.code, finding.line) for finding in error.findings]


def test_an_empty_line_in_the_middle_is_refused(tmp_path):
    (finding,) = refused(tmp_path, content([LINE, "", "  ", LINE])).findings
    assert (finding.code, finding.line, finding.count) == ("ligne_vide", 3, 2)


def test_a_stray_carriage_return_is_refused(tmp_path):
    error = refused(tmp_path, content([LINE, LINE.replace("FICTIF 20", "FICTIF\r20")]))
    assert [(finding.code, finding.line) for finding in error.findings] == [("retour_isole", 3)]


def test_an_endless_line_is_refused(tmp_path):
    error = refused(tmp_path, content([LINE, "x" * 6_000_000, LINE]))
    assert [(finding.code, finding.line) for finding in error.findings] == [("ligne_geante", 3)]


@pytest.mark.parametrize("tail", [b"\r\n", b"\r\n\r\n\r\n", b"\n"])
def test_empty_lines_at_the_end_are_harmless(tmp_path, tail):
    assert converted(tmp_path, content() + tail).rows == len(GOOD_ROWS)


def test_a_file_that_changes_while_it_is_read_is_refused(tmp_path, monkeypatch):
    def load_slowly(connection, source, inspection, layout):
        rows = load(connection, source, inspection, layout)
        with source.open("ab") as stream:
            stream.write(LINE.encode())
        return rows

    load = conversion.load
    monkeypatch.setattr(conversion, "load", load_slowly)
    assert "a changé pendant sa lecture" in refused(tmp_path, content()).message
