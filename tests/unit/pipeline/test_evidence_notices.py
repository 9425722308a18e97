from caqes_eval.foundation.files import sha256_bytes
from caqes_eval.pipeline.evidence.model import HospitalEvidence, Part
from caqes_eval.pipeline.evidence.notices import notices
from tests.constats.since import CONTENT, receipt
from tests.unit.intake.pmsi_files import HOSPITAL


def found(counted, digests, gathered=None):
    return [(each.code, each.file) for each in notices("demo", counted, digests, gathered or {})]


def test_a_file_as_it_was_recorded_is_not_told(tmp_path):
    file = tmp_path / "activite.xlsx"
    part = Part(period="2025", files=(file.name,))
    evidence = {HOSPITAL: HospitalEvidence(parts={"clinical_pharmacy.activite": (part,)})}
    assert found([(file, receipt())], {file: sha256_bytes(CONTENT)}, evidence) == []


def test_a_file_gone_and_a_file_changed_are_told_with_their_hospital(tmp_path):
    gone, changed = tmp_path / "a.xlsx", tmp_path / "b.xlsx"
    counted = [(gone, receipt("a.xlsx")), (changed, receipt("b.xlsx"))]
    assert found(counted, {changed: sha256_bytes(b"autre")}) == [
        ("retour_disparu", f"{HOSPITAL}/a.xlsx"), ("retour_modifie", f"{HOSPITAL}/b.xlsx"),
    ]  # fmt: skip


def test_many_are_told_in_one_sentence_that_names_the_first(tmp_path):
    counted = [(tmp_path / f"{number}.xlsx", receipt(f"{number}.xlsx")) for number in range(5)]
    (gone,) = notices("demo", counted, {}, {})
    assert (gone.file, gone.count) == ("received/demo", 5)
    assert gone.message == (
        f"5 fichiers inscrits n’y sont plus : {HOSPITAL}/0.xlsx, {HOSPITAL}/1.xlsx, {HOSPITAL}/2.xlsx et 2 autres."
    )
    (changed,) = notices("demo", counted[:2], {file: sha256_bytes(b"autre") for file, _ in counted}, {})
    assert (
        changed.message == f"2 fichiers ne sont plus ceux qui ont été inscrits : {HOSPITAL}/0.xlsx, {HOSPITAL}/1.xlsx."
    )


def test_files_not_counted_are_told_together_each_once_and_without_those_refused(tmp_path):
    names = ("a.xlsx", "b.xlsx", "refusé.xlsx")
    counted = [(tmp_path / name, receipt(name, "refusé" if name.startswith("r") else "reçu")) for name in names]
    digests = {file: sha256_bytes(CONTENT) for file, _ in counted}
    parts = {
        "clinical_pharmacy.activite": tuple(Part(period="2025", files=(name,), blocked="non") for name in names),
        "clinical_pharmacy.autodiagnostic": (Part(period="2025", files=("a.xlsx",), blocked="non"),),
    }
    (told,) = notices("demo", counted, digests, {HOSPITAL: HospitalEvidence(parts=parts)})
    assert (told.code, told.file) == ("retours_non_comptes", "received/demo")
    assert told.message.startswith("2 fichiers reçus ont un constat bloquant")
    assert "caqes check demo" in told.remedy
