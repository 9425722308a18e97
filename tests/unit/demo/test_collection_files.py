"""The files received in the demonstration: the same everywhere, complete, and in nobody's name."""

import hashlib
import io
import os
import re
import subprocess
import sys
import zipfile
from collections import Counter
from datetime import date
from pathlib import Path

import pytest
from openpyxl import load_workbook

from caqes_eval.campaign.receipts_file import read_receipts
from caqes_eval.campaign.register_file import read_register
from caqes_eval.campaign.workspace import Workspace
from caqes_eval.demo import demo_files
from caqes_eval.demo.campaigns import bind_campaigns
from caqes_eval.demo.collection import CAMPAIGNS, PLANTED, Kind, receipts_of, write_collection
from caqes_eval.demo.collection.pmsi import FICTITIOUS_NIR
from caqes_eval.demo.collection.received import contract_of
from caqes_eval.demo.hospitals import HOSPITALS, REGIONS, register
from caqes_eval.demo.liste_en_sus import DRUGS, IMPLANTS, reference
from caqes_eval.identifiers import check_finess, check_les, check_lpp, check_ucd
from caqes_eval.intake.forms.definitions import FORMS
from caqes_eval.intake.les_reference import read_les_reference
from caqes_eval.intake.privacy import holds_nir
from caqes_eval.pipeline.collection.expected import expected
from caqes_eval.pipeline.collection.matrix import matrix

REPOSITORY = Path(__file__).parents[3]
IN_ANOTHER_PROCESS = """
import hashlib
from caqes_eval.demo.collection import files_of
from caqes_eval.demo.hospitals import REGIONS
digest = hashlib.sha256()
for region in REGIONS:
    for file in files_of(region):
        digest.update(file.path.encode() + file.content)
print(digest.hexdigest())
"""


def parts(content: bytes) -> str:
    """Return the text of a file, of every part of it when it is an archive."""
    if not content.startswith(b"PK"):
        return content.decode("latin-1")
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as opened:
            return "\n".join(opened.read(name).decode("utf-8", "replace") for name in opened.namelist())
    except zipfile.BadZipFile:
        return ""


class TestTheSameEverywhere:
    def test_another_process_and_another_time_zone_make_the_same_bytes(self, files):
        done = subprocess.run(
            [sys.executable, "-c", IN_ANOTHER_PROCESS],
            check=True, capture_output=True, text=True,
            env={**os.environ, "PYTHONHASHSEED": "7", "TZ": "Pacific/Auckland"},
        )  # fmt: skip
        here = hashlib.sha256()
        for file in files.values():
            here.update(file.path.encode() + file.content)
        assert done.stdout.strip() == here.hexdigest()

    def test_they_stay_small(self, files):
        assert sum(len(file.content) for file in files.values()) < 4_000_000
        assert max(len(file.content) for file in files.values()) < 100_000

    def test_no_two_files_have_the_same_name_for_windows(self, files):
        assert max(Counter(path.casefold() for path in files).values()) == 1
        assert not any(re.search(r'[<>:"|?*\\]', path) for path in files)


class TestWhatIsThere:
    def test_five_years_of_pmsi_in_both_regions(self, files):
        for campaign in CAMPAIGNS.values():
            years = {
                file.period for path, file in files.items() if f"/{campaign}/" in path and file.name.endswith(".med")
            }
            assert years == {"2021", "2022", "2023", "2024", "2025"}

    def test_every_layout_and_every_form_is_sent(self, files):
        endings = {re.sub(r"^\d{9}\.\d{4}\.12", "", file.name) for file in files.values() if file.form == "pmsi"}
        assert endings == {".med", ".dmip", ".med.txt", ".dmi.txt", ".rsf"}
        assert {file.form for file in files.values()} == {*FORMS, "pmsi", "extraction_am", "preuve", "totaux_atih"}

    def test_an_extract_is_untidy(self, files):
        content = files["received/demo-ambre/990781106/extraction_ipp_2025.xlsx"].content
        sheet = load_workbook(io.BytesIO(content))["IPP"]
        assert {str(merged) for merged in sheet.merged_cells.ranges} == {"A1:F1", "A2:F2", "A5:B5", "C5:D5", "E5:F5"}
        assert [cell.value for cell in sheet[6]] == [
            "N° FINESS", "Raison sociale", "Année", "Nombre de boîtes", "Montant remboursé", "Évolution",
        ]  # fmt: skip
        assert [cell.value for cell in sheet[7]] == [None, None, None, "boîtes", "€", "%"]
        boxes = [sheet.cell(row, 4).value for row in range(8, 13)]
        assert (sheet.cell(13, 1).value, sheet.cell(13, 4).value) == ("Total", sum(boxes))

    @pytest.mark.parametrize("region", REGIONS)
    def test_whoever_had_to_send_something_did_but_those_said(self, files, region):
        asked = expected(contract_of(region), FORMS, 2025)
        sent = {(file.own.finess, file.form, file.period) for file in files.values() if file.own.region == region}
        missing = [each for each in asked if (each.finess, each.form, each.period) not in sent]
        assert len(missing) == {"val-de-brume": 2, "cotes-d-ambre": 1}[region]
        unasked = {case for case in sent if case[1] in FORMS} - {
            (each.finess, each.form, each.period) for each in asked
        }
        assert unasked == set()

    @pytest.mark.parametrize(
        ("region", "serial", "form", "period", "state"),
        [
            ("val-de-brume", "004", "action_plan", "2025", "reçu en retard"),
            ("val-de-brume", "002", "mo_initiations", "2025-S2", "hors délai"),
            ("val-de-brume", "003", "dmi_audit", "2025", "non transmis"),
            ("val-de-brume", "003", "dmi_mapping", "2025", "refusé"),
            ("val-de-brume", "004", "dmi_mapping", "2025", "incomplet"),
            ("val-de-brume", "001", "dmi_mapping", "2025", "validé"),
            ("val-de-brume", "001", "transport", "2025", "reçu"),
            ("cotes-d-ambre", "101", "mo_initiations", "2025-S2", "reçu en retard"),
            ("cotes-d-ambre", "102", "mo_initiations", "2025-S2", "non transmis"),
            # its costly drugs went to Trois-Criques in July
            ("cotes-d-ambre", "103", "mo_initiations", "2025-S2", "sans objet"),
        ],
    )
    def test_the_state_of_a_return(self, files, region, serial, form, period, state):
        own = next(each for each in HOSPITALS if each.serial.endswith(serial))
        receipts = receipts_of(file for file in files.values() if file.own.region == region)
        stands = matrix(expected(contract_of(region), FORMS, 2025), receipts, date(2026, 6, 1))
        assert stands.state(own.finess, form, period) == state


class TestNobodyReal:
    def test_twenty_four_hospitals_at_work_of_every_kind(self):
        working = [each for each in HOSPITALS if each.until is None]
        assert len(working) == 24
        assert {each.status for each in working} == {"public", "espic", "prive"}
        assert {champ for each in working for champ in each.champs} == {"MCO", "SMR", "PSY", "HAD", "USLD", "DIALYSE"}

    def test_the_registers_kept_are_those_made_and_every_finess_is_of_no_real_departement(self):
        numbers = []
        for region in REGIONS:
            path = REPOSITORY / "params" / "establishments" / f"{region}.csv"
            kept = read_register(path, shown=path.name)
            assert kept == register(region)
            numbers += [number for line in kept.establishments for number in (line.finess_et, line.finess_ej)]
        assert len(set(numbers)) == len(numbers) == 2 * len(HOSPITALS)
        assert all(check_finess(number).valid and number.startswith("99") for number in numbers)

    def test_every_finess_in_a_file_is_fictitious(self, files):
        # amounts of a whole region, in euros, have nine digits too
        sent = {path: file for path, file in files.items() if file.form != "totaux_atih"}
        for path, file in sent.items():
            # an identifier of a stay or of a person is not a FINESS
            found = set(re.findall(r"(?<!\d)\d{9}(?!\d)", parts(file.content))) if file.name.endswith("xlsx") else set()
            assert all(number.startswith("99") for number in found if check_finess(number).valid), path

    def test_no_name_is_in_a_real_list(self, shared_data):
        real = "\n".join(
            path.read_bytes().decode("utf-8", "replace")
            for path in sorted((shared_data / "finess").glob("*.csv"))
        ).upper()  # fmt: skip
        book = load_workbook(shared_data / "finess" / "statapp_finess.xlsx", read_only=True)
        real += "\n".join(
            str(value) for sheet in book for row in sheet.iter_rows(values_only=True) for value in row if value
        ).upper()
        book.close()
        for each in HOSPITALS:
            assert each.name.upper() not in real
            assert each.finess not in real

    def test_every_code_is_right_and_given_to_nothing(self, shared_data):
        import gzip

        listed = {
            name: gzip.decompress((shared_data / folder / f"{name}.json.gz").read_bytes()).decode()
            for folder, name in (("ucd", "ucd_libelle"), ("lpp", "lpp_ameli"), ("liste_en_sus", "ucd_indication"))
        }
        for drug in DRUGS:
            assert check_ucd(drug.ucd7).valid
            assert check_ucd(drug.ucd13).value[5:12] == drug.ucd7
            assert drug.ucd7 not in listed["ucd_libelle"]
            assert drug.brand not in listed["ucd_libelle"]
            for code in (*drug.indications, drug.unlisted):
                assert check_les(code).valid
                assert code not in listed["ucd_indication"]
        for implant in IMPLANTS:
            assert check_lpp(implant.lpp).valid
            assert implant.lpp not in listed["lpp_ameli"]
        assert len({drug.ucd7 for drug in DRUGS}) == len(DRUGS)

    def test_the_only_social_security_number_is_the_invented_one(self, files):
        assert holds_nir(FICTITIOUS_NIR)
        assert FICTITIOUS_NIR[5:10] == "99999"  # a country that does not exist
        bearing = {path for path, file in files.items() if FICTITIOUS_NIR in parts(file.content)}
        assert bearing == {each.file for each in PLANTED if each.kind is Kind.IDENTIFIER}
        for path, file in files.items():
            if file.name.endswith(".xlsx") and path not in bearing:
                texts = re.findall(r"<t[^>]*>([^<]*)</t>", parts(file.content))
                assert not any(holds_nir(text) for text in texts), path


class TestTheReference:
    def test_it_reads_without_a_remark(self, tmp_path):
        path = tmp_path / "referentiel_les.json"
        path.write_bytes(demo_files()["referentiel_les.json"])
        read = read_les_reference(path)
        assert read.findings == ()
        # two indications each, one that is not listed, and five drugs with the mirror code
        assert len(read.pairs) == sum("ucd_7" in row for row in reference()) == 12 * 3 + 5


class TestWriting:
    def test_receipts_read_back_name_every_file(self, root, files):
        for region, campaign in CAMPAIGNS.items():
            path = root / "received" / campaign / "registre.csv"
            receipts = read_receipts(path, shown=path.name)
            own = [file for file in files.values() if file.own.region == region]
            assert {(line.finess, line.file) for line in receipts.lines} == {(f.own.finess, f.name) for f in own}
            for line in receipts.lines:
                content = (root / "received" / campaign / line.finess / line.file).read_bytes()
                assert hashlib.sha256(content).hexdigest() == line.sha256

    def test_nothing_else_is_written(self, root, files):
        written = {path.relative_to(root).as_posix() for path in root.rglob("*") if path.is_file()}
        own = {
            f"received/{campaign}/{name}"
            for campaign in CAMPAIGNS.values()
            for name in ("registre.csv", "LISEZ-MOI.md")
        }
        own |= {f"params/establishments/{region}.csv" for region in REGIONS} | {
            "params/references/les_indications.json"
        }
        assert written == {*files, *own}

    def test_the_notice_says_that_all_is_invented_and_lists_every_fault(self, root):
        text = "".join((root / "received" / name / "LISEZ-MOI.md").read_text("utf-8") for name in CAMPAIGNS.values())
        assert "Tout est inventé" in text
        assert all(each.why in text for each in PLANTED)

    def test_a_register_that_the_analyst_changed_is_left_and_a_file_is_put_back(self, root):
        kept = root / "params" / "establishments" / "val-de-brume.csv"
        changed = root / "received" / "demo" / "990780017" / "dmi_audit_2025.xlsx"
        before, audit = kept.read_bytes(), changed.read_bytes()
        kept.write_bytes(before + b"\n")
        changed.write_bytes(b"")
        counts = write_collection(root)
        assert counts == {"val-de-brume": 123, "cotes-d-ambre": 60}
        assert kept.read_bytes() == before + b"\n"
        assert changed.read_bytes() == audit
        kept.write_bytes(before)


class TestCampaigns:
    def test_those_kept_are_those_that_the_command_writes(self, tmp_path):
        shipped = Workspace(REPOSITORY)
        workspace = Workspace(tmp_path)
        bind_campaigns(workspace, shipped.load_campaign("demo").model_copy(update={"region": None}))
        for region, name in CAMPAIGNS.items():
            assert workspace.load_campaign(name).region == region
            assert workspace.campaign_file(name).read_bytes() == shipped.campaign_file(name).read_bytes()

    def test_a_folder_with_other_regions_keeps_a_campaign_without_region(self, tmp_path):
        (tmp_path / "params" / "regions").mkdir(parents=True)
        workspace = Workspace(tmp_path)
        bind_campaigns(workspace, Workspace(REPOSITORY).load_campaign("demo"))
        assert workspace.load_campaign("demo").region is None
