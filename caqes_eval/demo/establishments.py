"""The fictitious hospitals and what each one prescribes, in boxes: one situation to explain for each."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from caqes_eval.identifiers import finess_key

REGION = "99"


@dataclass(frozen=True)
class Volumes:
    """Boxes dispensed in town in a year, by status; the exact sums of the rows released."""

    outside: int = 0
    reference: int = 0
    generic: int = 0
    biosimilar: int = 0
    biological: int = 0

    def boxes(self, top_gen: str) -> int:
        """Return the boxes of one TOP_GEN code."""
        return {
            "0": self.outside,
            "4": self.reference,
            "1": self.generic,
            "B": self.biosimilar,
            "C": self.biological,
        }[top_gen]


@dataclass(frozen=True, kw_only=True)
class Establishment:
    """A hospital as Open PHMEV describes it.

    Attributes:
        serial: characters 3 to 8 of its FINESS.
        category: ``categorie_jur``.
        category_shown: ``categorie_jur_rgt``.
        postal_code: in the département 99, which does not exist.
        name: short name.
        legal_name: legal name.
        town: invented.
        street: invented.
        number: in the street, may be empty.
        shows_age: whether ages are released (``top_etb_age``).
        shows_sex: whether sexes are released (``top_etb_sexe``).
        scope: ATC prefixes prescribed; empty for all.
        situation: what it is there to show, in French, for the README.
        volumes: by year; a year without volumes is a year without any row.
    """

    serial: str
    category: str
    category_shown: str
    postal_code: str
    name: str
    legal_name: str
    town: str
    street: str
    number: str = ""
    shows_age: bool = True
    shows_sex: bool = True
    scope: tuple[str, ...] = ()
    situation: str
    volumes: Mapping[int, Volumes] = field(default_factory=dict)

    @property
    def finess(self) -> str:
        """Its nine characters, key included."""
        first_eight = f"99{self.serial}"
        return first_eight + finess_key(first_eight)

    def prescribes(self, atc: str) -> bool:
        """Tell whether an ATC code is in its scope."""
        return not self.scope or atc.startswith(self.scope)


ESTABLISHMENTS = (
    Establishment(
        serial="078001", category="chr", category_shown="CHU", postal_code="99001",
        name="CHU DU VAL-DE-BRUME", legal_name="CENTRE HOSPITALIER UNIVERSITAIRE DU VAL-DE-BRUME",
        town="BRUMEVILLE-SUR-ONDE CEDEX 1", street="DES VEILLEURS", number="1",
        situation="au-dessus de 49 % et de 80 % ; net progrès des biosimilaires, qui passent 80 % dans l’année",
        volumes={2025: Volumes(43000, 6200, 47300, 3150, 600), 2024: Volumes(44800, 7900, 41900, 2430, 970)},
    ),
    Establishment(
        serial="078002", category="ch", category_shown="CH", postal_code="99120",
        name="CH DE CLAIRVENT-LES-SAULES", legal_name="CENTRE HOSPITALIER DE CLAIRVENT-LES-SAULES",
        town="CLAIRVENT-LES-SAULES", street="DE L'ANCIEN BAC", number="27",
        situation="au-dessous de 49 % et de 80 %, en recul sur les deux ; une ligne où REM dépasse BSE en 2025",
        volumes={2025: Volumes(22000, 3900, 13300, 430, 370), 2024: Volumes(20700, 3400, 15000, 520, 380)},
    ),
    Establishment(
        serial="078003", category="ch", category_shown="CH", postal_code="99230",
        name="CH L’AUBÉPINE", legal_name="CENTRE HOSPITALIER L’AUBÉPINE DE TROIS-AUBES",
        town="TROIS-AUBES", street="DU CHEMIN PERDU", number="14",
        situation="part du répertoire de 48,96 % : écrite 49,0 %, mais 49 % n’est pas atteint",
        volumes={2025: Volumes(5130, 900, 5220, 1065, 185), 2024: Volumes(5300, 1010, 4890, 940, 360)},
    ),
    Establishment(
        serial="078004", category="ch", category_shown="CH", postal_code="99340",
        name="CH D'ORÉE-DES-GRÈVES", legal_name="CENTRE HOSPITALIER D'ORÉE-DES-GRÈVES",
        town="ORÉE-DES-GRÈVES", street="DU PHARE", number="3",
        situation="exactement 49 % et exactement 80 % en 2025",
        volumes={2025: Volumes(4600, 700, 4200, 400, 100), 2024: Volumes(4750, 760, 3990, 370, 130)},
    ),
    Establishment(
        serial="078005", category="ch", category_shown="ESPIC", postal_code="99001",
        name="FONDATION LUNE & MARÉE", legal_name="FONDATION HOSPITALIÈRE LUNE & MARÉE",
        town="BRUMEVILLE-SUR-ONDE", street="DES GOÉLANDS", number="112",
        situation="au-dessus de 49 %, mais biosimilaires bas et en recul ; « & » dans le nom",
        volumes={2025: Volumes(7400, 1100, 11100, 152, 248), 2024: Volumes(7800, 1300, 10500, 180, 220)},
    ),
    Establishment(
        serial="078006", category="ch", category_shown="ESPIC", postal_code="99410",
        name='HÔPITAL "LES DEUX RIVES"', legal_name='ASSOCIATION "LES DEUX RIVES" & AMIS',
        town="PONT-AUX-LIBELLULES", street="DE L’ÉCLUSE", number="8",
        situation="au-dessous de 49 % malgré un progrès, au-dessus de 80 % ; guillemets dans le nom",
        volumes={2025: Volumes(4100, 540, 3060, 258, 42), 2024: Volumes(4380, 560, 2760, 225, 75)},
    ),
    Establishment(
        serial="078007", category="psy", category_shown="PSY", postal_code="99500",
        name="EPSM LES SONGES", legal_name="ÉTABLISSEMENT PUBLIC DE SANTÉ MENTALE LES SONGES",
        town="SAINT-NULPART", street="DU GRAND TILLEUL",
        scope=("N05", "N06"), situation="psychiatrie : psychotropes seulement, aucun médicament biologique",
        volumes={2025: Volumes(5200, 1500, 9300), 2024: Volumes(5400, 1400, 9200)},
    ),
    Establishment(
        serial="078008", category="ssr", category_shown="AUTRES", postal_code="99510",
        name="CENTRE L'ÉCLAIRCIE", legal_name="CENTRE DE RÉADAPTATION L'ÉCLAIRCIE",
        town="HAUTE-BRUME", street="DES CRÊTES", number="2",
        situation="très petits volumes : moins de 20 boîtes pour chaque molécule biologique",
        volumes={2025: Volumes(2300, 210, 2490, 17, 13), 2024: Volumes(2400, 250, 2350, 14, 16)},
    ),
    Establishment(
        serial="078009", category="hl", category_shown="HL", postal_code="99620",
        name="HL DE PIERRE-AUX-LOUPS", legal_name="HÔPITAL LOCAL DE PIERRE-AUX-LOUPS",
        town="PIERRE-AUX-LOUPS", street="BOITE POSTALE 7", shows_age=False, shows_sex=False,
        situation="passe sous 49 % entre 2024 et 2025 ; âge et sexe masqués",
        volumes={2025: Volumes(1500, 150, 1350, 40, 60), 2024: Volumes(1480, 160, 1360, 35, 65)},
    ),
    Establishment(
        serial="078010", category="hl", category_shown="HL", postal_code="99630",
        name="HL DU VIEUX-MOULIN", legal_name="HÔPITAL LOCAL DU VIEUX-MOULIN-SOUS-LUNE",
        town="VIEUX-MOULIN-SOUS-LUNE", street="DE LA MEULE", number="5",
        situation="aucun produit du répertoire ni biologique : taux de générique et de biosimilaire non calculables",
        volumes={2025: Volumes(outside=640), 2024: Volumes(outside=610)},
    ),
    Establishment(
        serial="078011", category="ch", category_shown="CH", postal_code="99700",
        name="CHI DES DEUX-ESTUAIRES", legal_name="CENTRE HOSPITALIER INTERCOMMUNAL DES DEUX-ESTUAIRES",
        town="PORT-SONGE CEDEX", street="DES CORDIERS", number="40",
        situation="présent en 2025, absent de 2024 : aucune évolution calculable",
        volumes={2025: Volumes(6800, 900, 5800, 420, 80)},
    ),
    Establishment(
        serial="078012", category="can", category_shown="CLCC", postal_code="99002",
        name="INSTITUT AURORE", legal_name="CENTRE DE LUTTE CONTRE LE CANCER - INSTITUT AURORE",
        town="BRUMEVILLE-SUR-ONDE CEDEX 2", street="DES MATINS CLAIRS", number="60",
        scope=("A02", "A06", "B01", "B03", "J01", "L", "N02", "N05B"),
        situation="au-dessous de 49 %, biosimilaires à 90 % après 75 %",
        volumes={2025: Volumes(9000, 1200, 5300, 1980, 220), 2024: Volumes(9300, 1300, 5000, 1500, 500)},
    ),
    Establishment(
        serial="078013", category="had", category_shown="AUTRES", postal_code="99810",
        name="HAD CŒUR-DE-BRUME", legal_name="HOSPITALISATION A DOMICILE CŒUR-DE-BRUME",
        town="ONDE-LES-ÉTOILES", street="DE LA PASSERELLE", number="19", shows_sex=False,
        situation="biosimilaires au-dessous de 80 % mais 20 points de mieux en un an ; sexe masqué",
        volumes={2025: Volumes(2600, 300, 2700, 190, 110), 2024: Volumes(2500, 320, 2480, 130, 170)},
    ),
    Establishment(
        serial="078014", category="esld", category_shown="AUTRES", postal_code="99820",
        name="USLD LE LONG CRÉPUSCULE", legal_name="UNITÉ DE SOINS DE LONGUE DURÉE LE LONG CRÉPUSCULE",
        town="VALBRUME-LA-NEUVE", street="DES FOUGÈRES", number="31",
        situation="rien que des lignes « Non restitué » et des honoraires : aucun taux calculable",
        volumes={2025: Volumes(), 2024: Volumes()},
    ),
)  # fmt: skip
