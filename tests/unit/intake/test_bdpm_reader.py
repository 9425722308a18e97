from pathlib import Path

import pytest

from caqes_eval.foundation.errors import InputFormatError, InputMissingError, InputValueError, UserError
from caqes_eval.foundation.findings import Severity
from caqes_eval.intake.bdpm import Repertoire, read_bdpm

# Four invented CIS: reference, generic, outside the repertoire, and one group member without presentation (60000009).
PRESENTATIONS = [("60000001", "3400900000011"), ("60000002", "3400900000022"), ("60000003", "3400900000033")]
GROUPS = [
    ("7", "OMEPRAZOLE 20 mg – MOPRAL, gélule", "60000001", "0"),
    ("7", "OMEPRAZOLE 20 mg – MOPRAL, gélule", "60000002", "1"),
    ("7", "OMEPRAZOLE 20 mg – MOPRAL, gélule", "60000009", "1"),
]


def presentation_lines(rows=PRESENTATIONS):
    return [
        f"{cis}\t{cip13[5:12]}\tplaquette de 30 comprimé(s)\tactive\tdéclarée\t01/01/2020\t{cip13}\toui\t65%\t1,00\t2,02\t1,02\t"
        for cis, cip13 in rows
    ]


def group_lines(rows=GROUPS):
    return ["\t".join((*row, "1")) for row in rows]


def read(
    tmp_path: Path, presentations: bytes | None = None, groups: bytes | None = None, *, encoding="utf-8", end="\n"
) -> Repertoire:
    """Read what is given; a file not given is the good one."""
    cip, gener = tmp_path / "cip.txt", tmp_path / "gener.txt"
    cip.write_bytes(text(presentation_lines(), encoding, end) if presentations is None else presentations)
    gener.write_bytes(text(group_lines(), encoding, end) if groups is None else groups)
    return read_bdpm(cip, gener, shown_presentations="recu/cip.txt", shown_groups="recu/gener.txt")


def text(lines, encoding="utf-8", end="\n") -> bytes:
    return "".join(line + end for line in lines).encode(encoding)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252"])
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r\r\n", "\n\n"])
def test_every_encoding_and_line_end_gives_the_same_table(tmp_path, encoding, end):
    assert read(tmp_path, encoding=encoding, end=end).table.to_dict("list") == {
        "cip13": ["3400900000011", "3400900000022", "3400900000033"],
        "status": ["reference", "generic", "outside"],
        "groups": ["7", "7", ""],
    }


@pytest.mark.parametrize(
    ("types", "status", "groups"),
    [
        (["0"], "reference", "10"),
        (["1"], "generic", "10"),
        (["2"], "generic", "10"),
        (["4"], "generic", "10"),
        (["1", "4"], "generic", "9+10"),
        (["0", "0"], "reference", "9+10"),
        (["0", "1"], "ambiguous", "9+10"),
        (["4", "0"], "ambiguous", "9+10"),
    ],
)
def test_a_cis_is_resolved_over_all_its_groups(tmp_path, types, status, groups):
    rows = [(group, "Groupe", "60000001", kind) for group, kind in zip(["10", "9"], types, strict=False)]
    result = read(tmp_path, groups=text(group_lines(rows)))
    assert result.table.set_index("cip13").loc["3400900000011"].to_dict() == {"status": status, "groups": groups}
    assert [f.code for f in result.findings] == (["bdpm_statut_ambigu"] if status == "ambiguous" else [])


def test_the_same_pair_given_two_roles_is_ambiguous_too(tmp_path):
    result = read(tmp_path, groups=text(group_lines([("7", "G", "60000001", "0"), ("7", "G", "60000001", "1")])))
    assert result.table["status"].tolist() == ["ambiguous", "outside", "outside"]
    assert result.table["groups"].tolist() == ["7", "", ""]


def test_an_ambiguous_cis_is_reported_with_its_groups(tmp_path):
    rows = [*GROUPS, ("8", "OMEPRAZOLE 10 mg", "60000002", "0")]
    finding = read(tmp_path, groups=text(group_lines(rows))).findings[0]
    assert (finding.severity, finding.file, finding.line, finding.value) == (
        Severity.TO_CHECK, "recu/gener.txt", 4, "60000002",
    )  # fmt: skip
    assert "générique dans le groupe 7" in finding.message
    assert "référence dans le groupe 8 (OMEPRAZOLE 10 mg)" in finding.message


def test_cis_and_groups_without_presentation_are_counted(tmp_path):
    rows = [*GROUPS, ("8", "G", "60000010", "0"), ("8", "G", "60000011", "1"), ("9", "G", "60000010", "0")]
    result = read(tmp_path, groups=text(group_lines(rows)))
    # CIS 60000009, 60000010 and 60000011; groups 8 and 9 (group 7 still has two presentations).
    assert [(f.code, f.severity, f.line, f.value, f.count) for f in result.findings] == [
        ("bdpm_cis_sans_presentation", Severity.INFO, 3, "60000009", 3),
        ("bdpm_groupe_sans_presentation", Severity.INFO, 4, "8", 2),
    ]


def test_sources_name_both_files_without_their_folder(tmp_path):
    sources = read(tmp_path).sources
    assert [name for name, _ in sources] == ["recu/cip.txt", "recu/gener.txt"]
    assert all(len(digest) == 64 for _, digest in sources)
    assert sources[0][1] != sources[1][1]


def with_cell(lines, line, column, value):
    """Return the lines with one cell replaced (line 1 is the first, column 0 is the first)."""
    cells = lines[line - 1].split("\t")
    cells[column] = value
    return [*lines[: line - 1], "\t".join(cells), *lines[line:]]


OPEN_PHMEV = "atc1;l_atc1;CIP13;TOP_GEN\r\nA;SYSTEME;3400949720880;1\r\n".encode("cp1252")


@pytest.mark.parametrize(
    ("presentations", "said"),
    [
        (b"", "vide"),
        (b"\r\n\r\n", "vide"),
        (b"PK\x03\x04rest", "compressé"),
        (b"\x1f\x8brest", "compressé"),
        ("60000001\t1".encode("utf-16"), "pas un fichier texte"),
        (text(group_lines()), "ligne 1 : ce fichier semble être CIS_GENER_bdpm.txt (5 colonnes)"),
        (OPEN_PHMEV, "Open PHMEV"),
        (b"<html>\n</html>\n", "ligne 1 : ce fichier n’est pas un fichier de la BDPM"),
        (text(presentation_lines())[:-20], "ligne 3 : le fichier s’arrête au milieu d’une ligne"),
        (text([*presentation_lines(), "60000004\t0000044"]), "ligne 4 : 2 colonnes au lieu de 13"),
        (text([*presentation_lines(), "60000004"]), "ligne 4 : une seule colonne au lieu de 13"),
        (text(presentation_lines()) + b"\x81\xff\n", "ligne 4 : un caractère est illisible"),
    ],
)
def test_a_wrong_presentations_file_is_refused_with_its_line_and_a_remedy(tmp_path, presentations, said):
    with pytest.raises(InputFormatError) as caught:
        read(tmp_path, presentations=presentations)
    assert "recu/cip.txt" in caught.value.message
    assert said in caught.value.message
    assert "CIS_CIP_bdpm.txt" in caught.value.remedy


@pytest.mark.parametrize(
    ("groups", "said"),
    [
        (text(presentation_lines()), "semble être CIS_CIP_bdpm.txt (13 colonnes)"),
        (OPEN_PHMEV, "Open PHMEV"),
        (text(["\t".join("x" * 12)]), "semble être CIS_bdpm.txt"),
        (b" ", "vide"),
    ],
)
def test_a_wrong_groups_file_is_refused(tmp_path, groups, said):
    with pytest.raises(InputFormatError, match=r"recu/gener\.txt") as caught:
        read(tmp_path, groups=groups)
    assert said in caught.value.message
    assert "CIS_GENER_bdpm.txt" in caught.value.remedy


@pytest.mark.parametrize(
    ("column", "value"), [(0, "6000002"), (0, "60000002,0"), (6, "3,4009E+12"), (6, ""), (6, "9400900000022")]
)
def test_a_damaged_code_is_refused_not_repaired(tmp_path, column, value):
    with pytest.raises(InputValueError, match="ligne 2") as caught:
        read(tmp_path, presentations=text(with_cell(presentation_lines(), 2, column, value)))
    assert f"« {value} »" in caught.value.message


@pytest.mark.parametrize(("column", "value"), [(0, ""), (0, "7a"), (2, "60000"), (3, "3"), (3, "")])
def test_a_damaged_group_line_is_refused(tmp_path, column, value):
    with pytest.raises(InputValueError, match=r"recu/gener\.txt, ligne 3"):
        read(tmp_path, groups=text(with_cell(group_lines(), 3, column, value)))


def test_a_presentation_given_twice_is_refused_with_both_lines(tmp_path):
    with pytest.raises(InputValueError, match=r"ligne 4 : le CIP13 « 3400900000011 » figure déjà ligne 1"):
        read(tmp_path, presentations=text([*presentation_lines(), presentation_lines()[0]]))


def test_two_files_without_any_common_cis_do_not_go_together(tmp_path):
    with pytest.raises(InputFormatError, match="aucun code CIS en commun"):
        read(tmp_path, groups=text(group_lines([("7", "G", "61111111", "0")])))


def test_a_missing_file_is_named(tmp_path):
    with pytest.raises(InputMissingError, match=r"recu/cip\.txt est introuvable"):
        read_bdpm(tmp_path / "a", tmp_path / "b", shown_presentations="recu/cip.txt", shown_groups="g")


def test_a_quotation_mark_is_text_not_quoting(tmp_path):
    lines = with_cell(presentation_lines(), 1, 2, 'boîte de 30 "comprimés')
    assert len(read(tmp_path, presentations=text(lines)).table) == 3


def test_separators_inside_free_text_do_not_end_a_line(tmp_path):
    lines = with_cell(presentation_lines(), 1, 12, "indication\u2028suite\x0bsuite\x85suite")
    assert len(read(tmp_path, presentations=text(lines)).table) == 3


def test_an_error_names_no_folder_of_this_machine(tmp_path):
    with pytest.raises(UserError) as caught:
        read(tmp_path, presentations=b"")
    assert str(tmp_path) not in str(caught.value.as_record())


@pytest.fixture(scope="module")
def real(shared_data) -> Repertoire:
    """The copy of May 2026: 20 903 presentations, 10 704 lines of groups."""
    folder = shared_data / "bdpm"
    return read_bdpm(
        folder / "CIS_CIP_bdpm.txt", folder / "CIS_GENER_bdpm.txt", shown_presentations="c", shown_groups="g"
    )


def test_every_real_presentation_has_one_status(real):
    assert real.table["status"].value_counts().to_dict() == {"generic": 9837, "outside": 8952, "reference": 2114}
    assert real.table["cip13"].is_unique
    assert real.table["cip13"].is_monotonic_increasing


def test_real_cis_of_several_groups_agree_in_this_copy(real):
    # 76 lines name a CIS a second time or more, but none is reference here and generic there.
    assert not [finding for finding in real.findings if finding.code == "bdpm_statut_ambigu"]
    assert real.table["groups"].str.contains("+", regex=False).any()


def test_what_was_really_withdrawn_is_counted(real):
    assert {finding.code: finding.count for finding in real.findings} == {
        "bdpm_cis_sans_presentation": 2507,
        "bdpm_groupe_sans_presentation": 138,
    }


def test_the_digests_are_those_of_the_copy(real):
    assert [digest[:12] for _, digest in real.sources] == ["af466971758f", "7e31808f831f"]
