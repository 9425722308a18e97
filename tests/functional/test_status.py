"""``caqes status`` and ``caqes receive``: from the targeting matrix to the reminder, on the fictitious region and PACA."""

from pathlib import Path

import pytest
from command import Ran, caqes

DEMO = Path(__file__).parents[2] / "params/campaigns/demo.yml"
CHU, CLAIRVENT = "990780017", "990780025"
APHM, IPC = "130786049", "130001647"
TARGETING = (
    "finess;indicateur;du;au;arrete\n"
    f"{APHM};mo;20/11/2023;;paca-2023\n{IPC};dmi;20/11/2023;;paca-2023\n2A0000386;mo;24/11/2023;;corse-2023\n"
)


def root_with(folder: Path, region: str | None) -> Path:
    text = DEMO.read_text(encoding="utf-8").replace("region: val-de-brume\n", "", 1)
    if region:
        text = text.replace("year: 2025\n", f"year: 2025\nregion: {region}\n", 1)
    path = folder / "racine é/params/campaigns/demo.yml"
    path.parent.mkdir(parents=True)
    path.write_text(text, encoding="utf-8")
    return folder / "racine é"


@pytest.fixture
def root(tmp_path) -> Path:
    return root_with(tmp_path, "val-de-brume")


def receive(root: Path, content: str, *options: object, finess: str = CHU, on: str = "2026-02-10") -> Ran:
    path = root.parent / f"{content}.txt"
    path.write_text(content, encoding="utf-8")
    case = ("--finess", finess, "--form", "mo_initiations", "--period", "S2 2025", "--received-on", on)
    return caqes("receive", "demo", path, *case, *options, root=root)


def states(root: Path, *options: object) -> dict[tuple[str, str, str], str]:
    ran = caqes("status", "demo", "--json", *options, root=root)
    assert ran.code == 0, ran.err
    return {(each["finess"], each["form"], each["period"]): each["state"] for each in ran.json["returns"]}


def test_the_matrix_holds_in_80_columns_and_the_late_come_first(root):
    assert receive(root, "un").code == 0
    ran = caqes("status", "demo", "--on", "2026-02-17", root=root)
    assert ran.code == 0, ran.err
    lines = ran.out.splitlines()
    assert max(len(line) for line in lines) <= 80
    heading = next(rank for rank, line in enumerate(lines) if line.startswith("FINESS"))
    hospitals = [line.split()[0] for line in lines[heading + 1 : heading + 15]]
    assert len(hospitals) == 14
    # due 16/02/2026, no delay: the four others bound on MO are overdue, the CHU has sent its file
    assert set(hospitals[:4]) == {CLAIRVENT, "990780058", "990780116", "990780124"}
    assert all("!N" in line for line in lines[heading + 1 : heading + 5])
    assert next(line for line in lines if line.startswith(CHU)).split()[-9:].count("R") == 1
    assert "Case vide : sans objet" in ran.out.replace("\u202f", " ")


def test_states_of_the_fictitious_region(root):
    receive(root, "un")
    receive(root, "deux", "--note", "=1+1", finess=CLAIRVENT, on="2026-02-17")
    found = states(root, "--on", "2026-03-20")
    assert found[CHU, "mo_initiations", "2025-S2"] == "reçu"
    assert found[CLAIRVENT, "mo_initiations", "2025-S2"] == "hors délai"
    assert found[CHU, "action_plan", "2025"] == "non transmis"
    assert found[CHU, "dmi_audit", "2025"] == "attendu"
    # never targeted on the devices: not there, which is not missing
    assert ("990780058", "dmi_audit", "2025") not in found
    # merged before 2025: the new hospital is expected, the old ones are not
    assert ("990780116", "mo_initiations", "2025-S2") in found
    assert not {"990780157", "990780165"} & {finess for finess, _, _ in found}


def test_a_judgement_and_its_history(root):
    receive(root, "un")
    assert "maintenant incomplet" in receive(root, "un", "--outcome", "incomplet", "--note", "onglet vide").out
    ran = caqes("status", "demo", "--finess", CHU, "--on", "2026-02-17", root=root)
    text = ran.out.replace("\u202f", " ")
    assert "incomplet, date dépassée" in text
    assert text.index("reçu, fichier un_") < text.index("incomplet, fichier un_")


def test_reminders_name_nobody_else(root):
    receive(root, "un")
    reminders = caqes("status", "demo", "--on", "2026-02-17", "--json", root=root).json["reminders"]
    assert len(reminders) == 14
    for one in reminders:
        for other in reminders:
            assert (other["finess"] in one["text"]) == (other is one)
    told = caqes("status", "demo", "--remind", "--finess", CLAIRVENT, "--on", "2026-02-17", root=root).out
    assert told.replace("\u202f", " ").count("Objet : CAQES 2025, CENTRE HOSPITALIER DE CLAIRVENT-LES-SAULES") == 1
    assert CHU not in told


def test_a_form_alone_and_what_is_late_alone(root):
    assert {form for _, form, _ in states(root, "--form", "dmi_audit")} == {"dmi_audit"}
    assert set(states(root, "--late", "--on", "2026-02-17").values()) == {"non transmis"}
    told = " ".join(
        caqes("status", "demo", "--late", "--on", "2026-02-17", root=root).out.replace("\u202f", " ").split()
    )
    assert told.count("S2 2025 : non transmis, date dépassée") == 5
    # what is not late is left out, and must not look like « sans objet »
    assert "sans objet" not in told
    assert "Rien n’est en retard." in caqes("status", "demo", "--late", "--on", "2026-02-16", root=root).out


def test_the_dates_of_paca(tmp_path):
    root = root_with(tmp_path, "paca")
    folder = root / "params/targeting"
    folder.mkdir()
    (folder / "paca-corse.csv").write_text(TARGETING, encoding="utf-8-sig")
    for day, state in (("2026-03-21", "attendu"), ("2026-03-22", "non transmis")):
        assert states(root, "--on", day)[APHM, "mo_initiations", "2025-S2"] == state
    whole = caqes("status", "demo", "--on", "2026-03-22", root=root).out
    assert "échéance non publiée" in whole
    # the campaign is PACA's: Corse is not asked here, and the fictitious hospitals are asked for nothing
    assert "2A0000" not in whole
    assert CHU in whole.split("rien à envoyer")[1]


def test_a_campaign_of_corse_follows_the_transfer(tmp_path):
    root = root_with(tmp_path, "corse")
    folder = root / "params/targeting"
    folder.mkdir()
    (folder / "paca-corse.csv").write_text(TARGETING, encoding="utf-8-sig")
    assert {finess for finess, form, _ in states(root) if form == "mo_initiations"} == {"2A0000014"}
    gone = caqes("status", "demo", "--finess", "2A0000386", root=root)
    assert gone.code == 15
    assert "un autre établissement porte son activité" in gone.err


@pytest.mark.parametrize(
    ("region", "code", "said"),
    [
        (None, 10, "ne dit pas sa région"),
        ("paca", 23, "n’a pas de matrice de ciblage"),
        ("bretagne", 10, "« bretagne »"),
    ],
)
def test_what_is_not_known_is_said_never_shown_as_nobody(tmp_path, region, code, said):
    ran = caqes("status", "demo", root=root_with(tmp_path, region))
    assert (ran.code, ran.out) == (code, "")
    assert said in ran.err.replace("\u202f", " ")


@pytest.mark.parametrize(
    ("options", "code", "said"),
    [
        (("--finess", "990780157"), 15, "n’a rien à envoyer"),
        (("--finess", "99078001"), 14, "n’est pas un FINESS"),
        (("--form", "mo_initiation"), 14, "« mo_initiations »"),
    ],
)
def test_an_unknown_hospital_or_form_is_told(root, options, code, said):
    ran = caqes("status", "demo", *options, root=root)
    assert ran.code == code
    assert said in ran.err.replace("\u202f", " ")


def test_a_register_damaged_by_hand_is_told_line_and_column(root):
    receive(root, "un")
    register = root / "received/demo/registre.csv"
    register.write_bytes(register.read_bytes().replace(b"10/02/2026", b"31/02/2026"))
    ran = caqes("status", "demo", root=root)
    assert ran.code == 14
    assert "received/demo/registre.csv, ligne 2, colonne recu_le, valeur « 31/02/2026 »" in ran.err.replace(
        "\u202f", " "
    )


def test_a_file_without_owner_is_refused_and_nothing_is_written(root):
    path = root.parent / "x.txt"
    path.write_text("x", encoding="utf-8")
    ran = caqes("receive", "demo", path, root=root)
    assert ran.code == 14
    assert all(option in ran.err for option in ("--finess", "--form", "--period"))
    assert not (root / "received").exists()
