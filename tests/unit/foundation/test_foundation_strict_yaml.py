from datetime import date
from decimal import Decimal
from typing import Literal

import pytest
from pydantic import BaseModel, ConfigDict, Field, field_validator

from caqes_eval.foundation.errors import InputMissingError, ParameterFileError
from caqes_eval.foundation.strict_yaml import load, parse, validated


class Strict(BaseModel):
    model_config = ConfigDict(extra="forbid")


class Hospital(Strict):
    finess: str
    beds: int = Field(default=1, ge=1)

    @field_validator("finess")
    @classmethod
    def _nine(cls, typed: str) -> str:
        if len(typed) != 9:
            raise ValueError("un FINESS a 9 caractères.")
        return typed


class Region(Strict):
    title: str
    opened: date = date(2026, 1, 1)
    rate: Decimal = Decimal(1)
    side: Literal["<", ">"] = "<"
    code: str = Field(default="a", pattern="^[a-z]$")
    hospitals: list[Hospital] = Field(default=[], min_length=1)
    notes: dict[str, str] = {}
    main: Hospital | None = None


def read(text: str) -> object:
    return parse(text, shown_name="x.yml").content


def faults(text: str) -> list[str]:
    with pytest.raises(ParameterFileError) as caught:
        validated(parse(text, shown_name="x.yml"), Region)
    return [finding.sentence() for finding in caught.value.findings]


@pytest.mark.parametrize(
    "typed",
    [
        "010000024", "080000015", "01", "08", "09", "2A0000014", "2B0000020", "2A", "2B", "970100228", "97", "75E00012",
        "1e5", "0x1F", "0b11", "0o17", "1_000", "no", "yes", "on", "Off", "true", "y", "12:30", "1:30:00", "3.10",
        "2026-01-01", ".inf", ".nan", "=", "Null", "NULL", "'null'", "'~'", "''", '"010000024"',
    ],
)  # fmt: skip
@pytest.mark.parametrize("layout", ["finess: {}\n", "finess:\n  {}\n", "finess: {} # le siège\n"])
def test_a_scalar_stays_the_text_typed(layout, typed):
    assert read(layout.format(typed)) == {"finess": typed.strip("'\"")}


@pytest.mark.parametrize("typed", ["", "~", "null"])
def test_an_absent_value_is_none(typed):
    assert read(f"a: {typed}\nb: 1\n") == {"a": None, "b": "1"}


@pytest.mark.parametrize("typed", ["010000024", "no", "2026-01-01", "12", "null"])
def test_a_key_stays_the_text_typed(typed):
    assert read(f"{typed}: x") == {typed: "x"}
    assert read(f"a:\n  - {typed}: x") == {"a": [{typed: "x"}]}


def test_several_lines_and_lists():
    text = "a: |\n  un\n  deux\nb: >\n  un\n  deux\nc: [01, {d: 02}]\n"
    assert read(text) == {"a": "un\ndeux\n", "b": "un deux\n", "c": ["01", {"d": "02"}]}


@pytest.mark.parametrize("text", ["", "# rien\n", "---\n"])
def test_an_empty_file_has_no_content(text):
    assert read(text) is None


def test_the_line_of_each_key_is_known():
    document = parse("# titre\na: 1\nb:\n  - c: 1\n  - c: 2\n    d: 3\n", shown_name="x.yml")
    paths = [("a",), ("b",), ("b", 0), ("b", 1, "c"), ("b", 1, "d")]
    assert [document.line(path) for path in paths] == [2, 3, 4, 5, 6]
    # what is absent is where its parent is
    assert document.line(("b", 1, "e", "f")) == 5
    assert document.line(("z",)) == 2


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ("a: 1\na: 2\n", [(2, "a")]),
        ("a: 1\n'a': 2\n\"a\": 3\n", [(2, "a"), (3, "a")]),
        ("a:\n  b: 1\n  b: 2\n", [(3, "b")]),
        ("a:\n  - b: {c: 1, d: 2, c: 3}\n", [(2, "c")]),
        ("a: {b: 1, b: 2}\nc:\n  - d:\n      e: 1\n      e: 1\nc: 3\n", [(1, "b"), (5, "e"), (6, "c")]),
        ("010: 1\n010: 2\n", [(2, "010")]),
    ],
)
def test_duplicate_keys_are_refused_at_any_depth_all_at_once(text, lines):
    with pytest.raises(ParameterFileError, match=r"x\.yml : clés en double") as caught:
        read(text)
    found = caught.value.findings
    assert [(finding.line, finding.key) for finding in found] == lines
    assert {finding.message for finding in found} == {"cette clé est écrite deux fois."}


def test_two_keys_that_yaml_would_confuse_are_two():
    assert read("1: a\n01: b\n0x1: c\nyes: d\ntrue: e\n") == {"1": "a", "01": "b", "0x1": "c", "yes": "d", "true": "e"}


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("a: &x 1\n", 1),
        ("a: 1\nb: &x [1]\n", 2),
        ("a: 1\n\nb: &x {c: 1}\n", 3),
        ("a: &x 1\nb: *x\n", 1),
        ("a: *x\n", 1),
        ("a: !!str 1\n", 1),
        ("a: !!python/object:os.system x\n", 1),
        ("a:\n  - !local 1\n", 2),
        ("a: !!binary aGVsbG8=\n", 1),
        ("!!map\na: 1\n", 1),
        ("&x a: 1\n", 1),
    ],
)
def test_anchors_aliases_and_tags_are_refused(text, line):
    with pytest.raises(ParameterFileError, match=rf"x\.yml, ligne {line} : les ancres, alias et étiquettes"):
        read(text)


def test_the_near_key_is_one_of_the_same_level():
    wrong = "title: a\nfines: '1'\nhospitals:\n- {finess: '010000024', titel: b, bed: 2}\n"
    assert [each.partition("À faire : ")[2] for each in faults(wrong)] == [
        "clés connues : beds, finess.",
        "vouliez-vous écrire « beds » ?",
        "clés connues : code, hospitals, main, notes, opened, rate, side, title.",
    ]


def test_a_merge_key_merges_nothing():
    assert faults("title: a\n<<: {code: b}\n") == [
        (
            "fichier x.yml, ligne 2, clé << : cette clé n’existe pas. À faire : clés connues : code, hospitals, main, "
            "notes, opened, rate, side, title."
        )
    ]


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("a:\n\t- 1\n", 2),
        ("a: [1\n", 2),
        ("a: b: c\n", 1),
        ("a: 'x\n", 2),
        ("---\na: 1\n---\nb: 1\n", 3),
        ("a: 1\n b: 2\n", 2),
        ("a: @x\n", 1),
        ("%YAML 1.2\n%YAML 1.2\n---\na: 1", 2),
    ],
)
def test_what_is_not_yaml_is_told_with_its_line(text, line):
    with pytest.raises(
        ParameterFileError, match=rf"x\.yml, ligne {line} : l’écriture YAML n’est pas correcte"
    ) as caught:
        read(text)
    assert "pas de tabulation" in caught.value.remedy


@pytest.mark.parametrize("text", ["a:\n\t- 1\n", "a: [1\n", "a: b: c\n"])
def test_what_is_not_yaml_is_told_in_french_only(text):
    with pytest.raises(ParameterFileError) as caught:
        read(text)
    english = {"found", "expected", "but", "got", "mapping", "values", "are", "not", "allowed", "here", "cannot"}
    assert not english & set(caught.value.message.replace("(", " ").split())


@pytest.mark.parametrize("text", ["a: \x00", "a: \x1b[31m", "\x07"])
def test_control_characters_are_refused(text):
    with pytest.raises(ParameterFileError, match=r"x\.yml n’est pas un texte YAML lisible"):
        read(text)


def test_a_file_nested_without_end_is_a_fault_of_the_file():
    with pytest.raises(ParameterFileError):
        read("a: " + "[" * 800 + "]" * 800)


def test_a_key_is_a_text():
    with pytest.raises(ParameterFileError):
        read("? [a, b]\n: 1\n")


@pytest.mark.parametrize("start", [b"", b"\xef\xbb\xbf"], ids=["plain", "BOM"])
def test_a_file_is_read_with_or_without_bom(tmp_path, start):
    (tmp_path / "x.yml").write_bytes(start + "finess: 010000024\r\nnom: Hôpital\r\n".encode())
    document = load(tmp_path / "x.yml", shown_name="x.yml")
    assert document.content == {"finess": "010000024", "nom": "Hôpital"}
    assert document.line(("nom",)) == 2


@pytest.mark.parametrize("encoding", ["cp1252", "utf-16"])
def test_a_file_that_is_not_utf8_is_told(tmp_path, encoding):
    (tmp_path / "x.yml").write_bytes("nom: Hôpital".encode(encoding))
    with pytest.raises(ParameterFileError, match=r"params/x\.yml n’est pas enregistré en UTF-8") as caught:
        load(tmp_path / "x.yml", shown_name="params/x.yml")
    assert "UTF-8" in caught.value.remedy


def test_a_file_that_is_absent_is_told_by_its_shown_name(tmp_path):
    (tmp_path / "folder.yml").mkdir()
    for name in ("absent.yml", "folder.yml"):
        with pytest.raises(InputMissingError, match=r"^x\.yml est introuvable ou illisible\.$"):
            load(tmp_path / name, shown_name="x.yml")


def test_a_right_document_is_typed():
    text = "title: Région\nopened: 2026-03-31\nrate: 0.49\nside: '>'\nhospitals:\n  - finess: 010000024\n    beds: 08\n"
    region = validated(parse(text, shown_name="x.yml"), Region)
    assert region == Region(
        title="Région", opened=date(2026, 3, 31), rate=Decimal("0.49"), side=">",
        hospitals=[Hospital(finess="010000024", beds=8)],
    )  # fmt: skip


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("titel: a\ntitle: b\n", "ligne 1, clé titel : cette clé n’existe pas. À faire : vouliez-vous écrire « title » ?"),
        (
            "title: a\nhospitals:\n  - finess: 010000024\n    fines: 1\n",
            "ligne 4, clé hospitals, n° 1, fines : cette clé n’existe pas. À faire : vouliez-vous écrire « finess » ?",
        ),
        ("code: b\n", "ligne 1, clé title : cette clé est obligatoire et manque."),
        (
            "title: a\nhospitals:\n  - beds: 2\n",
            "ligne 3, clé hospitals, n° 1, finess : cette clé est obligatoire et manque.",
        ),
        ("title:\n", "ligne 1, clé title : un texte est attendu."),
        ("title: [a]\n", "ligne 1, clé title : un texte est attendu."),
        ("title: a\nrate: 0,49\n", "ligne 2, clé rate, valeur « 0,49 » : un nombre est attendu (point décimal)."),
        ("title: a\nrate: []\n", "ligne 2, clé rate : un nombre est attendu (point décimal)."),
        ("title: a\nopened: 31/03/2026\n", "ligne 2, clé opened, valeur « 31/03/2026 » : une date AAAA-MM-JJ est attendue."),
        ("title: a\nopened: 2026-02-30\n", "ligne 2, clé opened, valeur « 2026-02-30 » : une date AAAA-MM-JJ est attendue."),
        ("title: a\nopened:\n", "ligne 2, clé opened : une date AAAA-MM-JJ est attendue."),
        ("title: a\nhospitals: x\n", "ligne 2, clé hospitals, valeur « x » : une liste est attendue."),
        ("title: a\nhospitals: []\n", "ligne 2, clé hospitals : la liste est vide."),
        ("title: a\nnotes: x\n", "ligne 2, clé notes, valeur « x » : des clés et des valeurs sont attendues."),
        ("title: a\nmain: x\n", "ligne 2, clé main, valeur « x » : des clés et des valeurs sont attendues."),
        ("title: a\ncode: A\n", "ligne 2, clé code, valeur « A » : cette écriture n’est pas acceptée."),
        ("title: a\nside: '='\n", "ligne 2, clé side, valeur « = » : valeurs acceptées : < ou >."),
        (
            "title: a\nmain:\n  finess: 10000024\n",
            "ligne 3, clé main, finess, valeur « 10000024 » : un FINESS a 9 caractères.",
        ),
        (
            "title: a\nmain:\n  finess: 010000024\n  beds: 1.5\n",
            "ligne 4, clé main, beds, valeur « 1.5 » : un nombre entier est attendu.",
        ),
        (
            "title: a\nmain: {finess: 010000024, beds: }\n",
            "ligne 2, clé main, beds : un nombre entier est attendu.",
        ),
        ("- a\n", "clé (fichier) : des clés et des valeurs sont attendues."),
        ("a\n", "clé (fichier), valeur « a » : des clés et des valeurs sont attendues."),
        ("", "clé (fichier) : des clés et des valeurs sont attendues."),
    ],
)  # fmt: skip
def test_a_fault_says_its_line_its_key_and_what_is_expected(text, sentence):
    assert faults(text) == [f"fichier x.yml, {sentence}"]


def test_a_value_out_of_bounds_is_told_with_its_bound():
    (sentence,) = faults("title: a\nmain: {finess: 010000024, beds: 0}\n")
    assert sentence.startswith("fichier x.yml, ligne 2, clé main, beds, valeur « 0 » : ")
    assert "1" in sentence.removeprefix("fichier x.yml, ligne 2, clé main, beds, valeur « 0 » : ")


def test_every_fault_is_told_at_once():
    text = "titel: a\nrate: x\nhospitals:\n  - finess: 1\n    beds: deux\n  - {}\n"
    with pytest.raises(ParameterFileError, match=r"^x\.yml : 6 erreurs\.$") as caught:
        validated(parse(text, shown_name="x.yml"), Region)
    found = {(finding.line, finding.key) for finding in caught.value.findings}
    assert found == {
        (1, "title"), (1, "titel"), (2, "rate"), (4, "hospitals, n° 1, finess"), (5, "hospitals, n° 1, beds"),
        (6, "hospitals, n° 2, finess"),
    }  # fmt: skip


def test_one_fault_is_told_in_the_singular():
    with pytest.raises(ParameterFileError, match=r"^x\.yml : une erreur\.$"):
        validated(parse("title: []\n", shown_name="x.yml"), Region)
