import json
from pathlib import Path

import pytest
from dossiers import add_version, prepare, publish, write_template

from caqes_eval import __version__
from caqes_eval.dossier.archive import RESULT_FILE, Archive, State, synthesis_archive
from caqes_eval.execution import run as execution
from caqes_eval.execution.fingerprint import code_digest
from caqes_eval.foundation.environment import environment_digest
from caqes_eval.foundation.errors import IntegrityError, OutputError
from caqes_eval.foundation.files import sha256_bytes, sha256_file


@pytest.fixture
def archive(tmp_path) -> Archive:
    return Archive(tmp_path / "runs" / "caqes-2025" / "010000024" / "generics")


@pytest.fixture
def template(tmp_path) -> Path:
    return write_template(tmp_path)


def names(archive: Archive) -> list[str]:
    return sorted(path.name for path in archive.folder.iterdir())


def test_the_name_of_the_result_is_the_one_executions_write():
    assert RESULT_FILE == execution.RESULT_FILE


def test_an_archive_begins_empty(archive):
    assert (archive.current(), archive.state()) == (None, None)
    assert not archive.folder.exists()


def test_each_execution_is_a_version_and_the_last_is_current(archive, template):
    first = publish(archive, template, fingerprint="1" * 64, result='{"un": 1}')
    assert (first.folder.name, archive.current()) == ("v001", first)
    second = publish(archive, template, fingerprint="2" * 64, result='{"deux": 2}')
    assert (second.folder.name, archive.current()) == ("v002", second)
    assert second.fingerprint == "2" * 64
    assert names(archive) == ["v001", "v002"]
    # the first one is as it was
    assert (archive.folder / "v001" / "result.json").read_text(encoding="utf-8") == '{"un": 1}'


def test_a_dossier_holds_what_was_executed(archive, template):
    dossier = publish(archive, template)
    assert sorted(path.relative_to(dossier.folder).as_posix() for path in dossier.folder.rglob("*.*")) == [
        "generics.ipynb", "inputs/a.json", "inputs/b.csv", "manifest.json", "result.json",
    ]  # fmt: skip
    assert dossier.notebook == dossier.folder / "generics.ipynb"
    assert dossier.result == dossier.folder / "result.json"
    assert set(dossier.files) == {"generics.ipynb", "inputs/a.json", "inputs/b.csv", "result.json"}


def test_the_manifest_says_all_that_determines_the_dossier(archive, template):
    publish(archive, template)
    dossier = publish(archive, template)
    manifest = json.loads((dossier.folder / "manifest.json").read_text(encoding="utf-8"))
    assert manifest == {
        "version": 1,
        "dossier": "010000024/generics",
        "number": 2,
        "fingerprint": "f" * 64,
        "tool": f"caqes-eval {__version__}",
        "code": code_digest(),
        "environment": environment_digest(),
        "template": {"name": "generics.ipynb", "sha256": sha256_file(template)},
        "parameters": {"finess": "010000024"},
        "inputs": {"a.json": sha256_bytes(b"{}"), "b.csv": sha256_bytes(b"x\n")},
        "files": {
            name: sha256_file(dossier.folder / name)
            for name in ("generics.ipynb", "inputs/a.json", "inputs/b.csv", "result.json")
        },
    }


def test_equal_executions_give_equal_manifests(archive, template, tmp_path):
    other = Archive(tmp_path / "elsewhere")
    one, two = publish(archive, template), publish(other, template)
    assert (one.folder / "manifest.json").read_bytes() == (two.folder / "manifest.json").read_bytes()


@pytest.mark.parametrize(
    ("present", "current"),
    [
        (["v009", "v010"], "v010"),
        (["v010", "v009"], "v010"),
        (["v999", "v1000"], "v1000"),
        (["v001", "v002", "v010"], "v010"),
    ],
)
def test_the_current_version_is_the_highest_number(archive, template, present, current):
    for name in present:
        add_version(archive, name, fingerprint=name)
    found = archive.current()
    assert found is not None
    assert (found.folder.name, found.fingerprint) == (current, current)


@pytest.mark.parametrize(
    ("last", "following"), [("v009", "v010"), ("v099", "v100"), ("v999", "v1000"), ("v1000", "v1001")]
)
def test_numbers_go_on(archive, template, last, following):
    add_version(archive, last)
    assert publish(archive, template).folder.name == following
    found = archive.current()
    assert found is not None
    assert found.folder.name == following


def test_a_version_without_manifest_is_not_current(archive):
    add_version(archive, "v001")
    (archive.folder / "v002").mkdir()
    (archive.folder / "v002" / "result.json").write_text("{}", encoding="utf-8")
    found = archive.current()
    assert found is not None
    assert found.folder.name == "v001"


def test_a_version_without_manifest_does_not_stop_the_following_ones_nor_is_lost(archive, template):
    add_version(archive, "v001")
    (archive.folder / "v002").mkdir()
    (archive.folder / "v002" / "note.txt").write_text("gardée", encoding="utf-8")
    published = publish(archive, template)
    assert published.folder.name == "v003"
    assert archive.current() == published
    assert (archive.folder / "v002" / "note.txt").read_text(encoding="utf-8") == "gardée"


@pytest.mark.parametrize(
    "name", ["v002 - Copie", "v002-ancien", "v002.zip", "v2", "v02", "V003", "vNNN", ".v009", "v001~", "failed"]
)
def test_what_is_not_a_version_is_left_alone(archive, template, name):
    """A user copies a folder in the file explorer."""
    add_version(archive, "v001")
    add_version(archive, name)
    found = archive.current()
    assert found is not None
    assert found.folder.name == "v001"


@pytest.mark.parametrize("name", ["v002 - Copie", "v002.zip"])
def test_what_is_not_a_version_takes_no_number(archive, template, name):
    publish(archive, template)
    add_version(archive, name)
    assert publish(archive, template).folder.name == "v002"


def test_a_dossier_as_it_was_executed_passes(archive, template):
    dossier = publish(archive, template)
    assert dossier.alterations() == []
    dossier.check("010000024/generics")
    # opening a notebook in JupyterLab is not changing it
    (dossier.folder / ".ipynb_checkpoints").mkdir()
    (dossier.folder / ".ipynb_checkpoints" / "generics-checkpoint.ipynb").write_text("{}", encoding="utf-8")
    dossier.check("010000024/generics")


@pytest.mark.parametrize("name", ["result.json", "generics.ipynb", "inputs/b.csv"])
@pytest.mark.parametrize("removed", [False, True], ids=["modified", "missing"])
def test_a_file_changed_is_told(archive, template, name, removed):
    publish(archive, template)
    found = archive.current()
    assert found is not None
    if removed:
        (found.folder / name).unlink()
    else:
        (found.folder / name).write_text("changé", encoding="utf-8")
    told = f"{name} (manquant)" if removed else f"{name} (modifié)"
    assert found.alterations() == [told]
    with pytest.raises(IntegrityError, match=r"Le dossier 010000024/generics \(v001\) a changé") as caught:
        found.check("010000024/generics")
    assert told in caught.value.message
    assert "caqes run" in caught.value.remedy


@pytest.mark.parametrize("name", ["note.txt", "inputs/~$b.csv", "Thumbs.db", "inputs/.DS_Store"])
def test_a_file_put_beside_alters_nothing(archive, template, name):
    dossier = publish(archive, template)
    (dossier.folder / name).write_text("", encoding="utf-8")
    dossier.check("010000024/generics")


def test_every_alteration_is_told_at_once(archive, template):
    dossier = publish(archive, template)
    (dossier.folder / "generics.ipynb").unlink()
    (dossier.folder / "inputs" / "a.json").write_text("[]", encoding="utf-8")
    assert set(dossier.alterations()) == {"generics.ipynb (manquant)", "inputs/a.json (modifié)"}


@pytest.mark.parametrize("content", ["", "{", "[]", "{}", '{"fingerprint": "a"}', '{"fingerprint": 1, "files": {}}'])
def test_a_manifest_that_cannot_be_read_is_told(archive, content):
    (add_version(archive, "v001") / "manifest.json").write_text(content, encoding="utf-8")
    with pytest.raises(IntegrityError, match=r"Le manifeste du dossier 010000024/generics/v001 est illisible"):
        archive.current()


def test_a_half_written_staging_folder_is_never_current(archive, template):
    task = prepare(archive, template)
    (task.staging / "manifest.json").write_text('{"fingerprint": "x"}', encoding="utf-8")
    assert archive.current() is None
    first = publish(archive, template)
    prepare(archive, template)
    assert archive.current() == first


def test_sweep_removes_what_an_interrupted_run_left(archive, template):
    first = publish(archive, template)
    prepare(archive, template)
    archive.sweep()
    assert names(archive) == ["v001"]
    assert archive.current() == first
    archive.sweep()
    Archive(archive.folder / "none").sweep()


def test_a_failure_is_kept_with_its_reason(archive, template):
    prepare(archive, template, result="premier")
    archive.keep_failure("La cellule n° 3 a échoué.")
    assert archive.state() == State(status="en échec", message="La cellule n° 3 a échoué.")
    assert names(archive) == ["failed", "state.json"]
    assert archive.current() is None
    prepare(archive, template, result="second")
    archive.keep_failure("Encore.")
    assert (archive.folder / "failed" / "result.json").read_text(encoding="utf-8") == "second"
    assert archive.state() == State(status="en échec", message="Encore.")


def test_a_failure_before_any_file_is_kept_too(archive, template):
    prepare(archive, template)
    archive.keep_failure("Un.")
    archive.keep_failure("Deux.")
    assert names(archive) == ["state.json"]
    assert archive.state() == State(status="en échec", message="Deux.")


def test_a_failure_leaves_the_versions_before_it(archive, template):
    first = publish(archive, template)
    prepare(archive, template)
    archive.keep_failure("Non.")
    assert archive.current() == first
    assert names(archive) == ["failed", "state.json", "v001"]


def test_publishing_forgets_earlier_failures(archive, template):
    prepare(archive, template)
    archive.keep_failure("Non.")
    publish(archive, template)
    assert archive.state() is None
    assert names(archive) == ["v001"]


def test_clear_forgets_without_publishing(archive, template):
    first = publish(archive, template)
    archive.mark("données absentes", "L’établissement est absent du fichier.")
    assert archive.state() == State(status="données absentes", message="L’établissement est absent du fichier.")
    archive.clear()
    archive.clear()
    assert archive.state() is None
    assert archive.current() == first


@pytest.fixture
def held(monkeypatch):
    """Returns a function that makes so many renamings fail, as an antivirus does, and the waits it caused."""
    waits: list[float] = []
    rename = Path.rename

    def refuse(times: int) -> list[float]:
        left = [times]

        def patched(self, target):
            if left[0] > 0:
                left[0] -= 1
                raise PermissionError(13, "Permission denied")
            return rename(self, target)

        monkeypatch.setattr(Path, "rename", patched)
        return waits

    monkeypatch.setattr("time.sleep", waits.append)
    return refuse


def test_a_folder_held_for_a_moment_is_published_all_the_same(archive, template, held):
    waits = held(3)
    dossier = publish(archive, template)
    assert archive.current() == dossier
    assert 0 < sum(waits) < 5
    assert len(waits) == 3


def test_a_folder_held_for_good_is_told(archive, template, held):
    held(1000)
    with pytest.raises(
        OutputError, match=r"^Le dossier 010000024/generics ne peut pas être archivé : accès refusé\.$"
    ) as caught:
        publish(archive, template)
    assert "Fermez les notebooks ouverts" in caught.value.remedy
    assert archive.current() is None


def test_the_reason_of_a_failure_matters_more_than_its_copy(archive, template, held):
    prepare(archive, template)
    held(1000)
    archive.keep_failure("Non.")
    assert archive.state() == State(status="en échec", message="Non.")


@pytest.mark.parametrize("content", ["", "{", "[]", '{"status": 1}'])
def test_a_state_that_cannot_be_read_is_a_failure(archive, content):
    archive.mark("données absentes", "Absent.")
    (archive.folder / "state.json").write_text(content, encoding="utf-8")
    found = archive.state()
    assert found is not None
    assert found.status == "en échec"
    assert "caqes run" in found.message


def test_the_syntheses_stand_beside_the_establishments(tmp_path):
    assert synthesis_archive(tmp_path).folder == tmp_path / "synthese"
