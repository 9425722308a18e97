import pytest

from caqes_eval.foundation.environment import environment_digest, packages


@pytest.fixture
def installed(tmp_path, monkeypatch):
    """Pretend that packages are installed: their metadata is all that is read."""
    monkeypatch.syspath_prepend(str(tmp_path))

    def install(name: str, version: str, *needs: str) -> None:
        folder = tmp_path / f"{name.replace('-', '_')}-{version}.dist-info"
        folder.mkdir()
        lines = [f"Name: {name}", f"Version: {version}", *(f"Requires-Dist: {need}" for need in needs)]
        (folder / "METADATA").write_text("Metadata-Version: 2.1\n" + "\n".join(lines) + "\n", encoding="utf-8")

    return install


def test_all_that_a_package_needs_is_followed(installed):
    installed("essai-a", "1.0", "Essai_B>=2", "essai.c[plus]~=3.0", "absent>=1")
    installed("essai-b", "2.1", "essai-a")
    installed("essai-c", "3.0.1")
    assert packages(["essai-a"]) == {"essai-a": "1.0", "essai-b": "2.1", "essai-c": "3.0.1"}


@pytest.mark.parametrize(
    "marker",
    [
        'extra == "cluster"', 'sys_platform == "win32"', 'platform_system=="Windows"', "os_name != 'nt'",
        'platform_machine == "x86_64"', 'python_version >= "3.8" and sys_platform != "win32"',
    ],
)  # fmt: skip
def test_what_one_system_or_an_extra_asks_for_is_left_out(installed, marker):
    installed("essai-d", "1.0", f"essai-e>=1; {marker}")
    installed("essai-e", "1.0")
    assert packages(["essai-d"]) == {"essai-d": "1.0"}


def test_what_a_version_of_python_asks_for_is_kept(installed):
    installed("essai-f", "1.0", 'essai-g>=1; python_version >= "3.8"')
    installed("essai-g", "4")
    assert packages(["essai-f"])["essai-g"] == "4"


def test_the_figures_of_a_dossier_rest_on_these_packages_and_no_tool_beside():
    found = packages(["caqes-eval"])
    assert {"pandas", "numpy", "matplotlib", "papermill"} <= set(found)
    assert not {"pytest", "ruff", "distributed"} & set(found)
    assert len(environment_digest()) == 64
