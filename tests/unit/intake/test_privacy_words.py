import pytest
from stdnum.fr import nir

from caqes_eval.intake.privacy import IDENTIFIERS, MASKED, direct_identifier, holds_nir, quoted
from caqes_eval.intake.tables.headings import normalised

# 2550875056012 = 97 × 26297680989 + 79 and 97 - 79 = 18; invented
FICTITIOUS = "255087505601218"


@pytest.mark.parametrize(
    ("heading", "what"),
    [
        ("NIR", "numéro de sécurité sociale"),
        ("N° Sécurité\nsociale", "numéro de sécurité sociale"),
        ("I.P.P.", "identifiant du patient"),
        ("I P P", "identifiant du patient"),
        ("N° I.P.P.", "identifiant du patient"),
        ("N° IPP", "identifiant du patient"),
        ("Numéro d’IPP", "identifiant du patient"),
        ("IPP du patient", "identifiant du patient"),
        ("N.I.R.", "numéro de sécurité sociale"),
        ("N.A.S.", "numéro de séjour"),
        ("Nom de naissance", "nom du patient"),
        ("Nom(s) et prénom(s)", "nom du patient"),
        ("Nom(s)", "nom du patient"),
        ("Date de naiss.", "date de naissance"),
        ("D.D.N.", "date de naissance"),
        ("Nom du service", None),
        ("Code postal", None),
        ("Code produit", None),
        ("N° FINESS", None),
        ("Numéro de ligne", None),
        ("Identifiant établissement", None),
        ("Patients", None),
        ("Catégorie A B", None),
        ("IPP", "identifiant du patient"),
        ("N° de séjour", "numéro de séjour"),
        ("NAS", "numéro de séjour"),
        ("  Nom ", "nom du patient"),
        ("Nom de l’établissement", None),
        ("PRÉNOM", "prénom du patient"),
        ("Prénom(s)", "prénom du patient"),
        ("Né(e) le", "date de naissance"),
        ("Date de naissance", "date de naissance"),
        ("DDN", "date de naissance"),
        ("Nombre de patients", None),
        ("Nombre de séjours", None),
        ("Boîtes IPP", None),
        ("", None),
    ],
)
def test_headings(heading, what):
    assert direct_identifier(heading) == what


def test_the_list_is_written_as_headings_are_compared():
    for headings in IDENTIFIERS.values():
        assert [normalised(heading) for heading in headings] == list(headings)


def test_the_fictitious_number_is_right_by_its_key():
    assert nir.is_valid(FICTITIOUS)


@pytest.mark.parametrize(
    "text",
    [
        FICTITIOUS,
        "2 55 08 75 056 012 18",
        "2.55.08.75.056.012.18",
        "2\u00a055\u202f08 75 056 012 18",
        f"patient {FICTITIOUS}, traité",
        "2550875056012",  # without its key
        "2 55 08 2A 056 012",
    ],
)
def test_a_social_security_number_is_seen(text):
    assert holds_nir(text)
    assert quoted(f"voir {text}") == MASKED


@pytest.mark.parametrize(
    "text",
    [
        "255087505601219",  # wrong key
        "3400930000120",  # CIP13
        "3400890000246",  # UCD13
        "2551475056012",  # no month 14
        "2550896056012",  # no département 96
        "2550875000012",  # no commune 000
        "12550875056012",  # 14 digits: a SIRET
        "010000024",
        "2,601E+13",
        "",
    ],
)
def test_other_numbers_are_not(text):
    assert not holds_nir(text)
    assert quoted(text) == text


def test_a_quoted_text_is_short_and_on_one_line():
    assert quoted("a\n b") == "a b"
    assert quoted("x" * 100) == "x" * 80 + "…"
