import pytest

from caqes_eval.foundation import shipped as module
from caqes_eval.foundation.shipped import shipped


@pytest.mark.parametrize(("what", "file"), [("templates", "generics.ipynb"), ("regulation", "open_phmev/top_gen.yml")])
def test_a_checkout_has_them_at_its_top(what, file):
    assert (shipped(what) / file).is_file()


@pytest.mark.parametrize("what", ["templates", "regulation"])
def test_a_wheel_has_them_inside_the_package(tmp_path, monkeypatch, what):
    inside = tmp_path / "caqes_eval" / "shipped" / what
    inside.mkdir(parents=True)
    monkeypatch.setattr(module, "_PACKAGE", tmp_path / "caqes_eval")
    assert shipped(what) == inside


def test_there_is_nothing_else():
    with pytest.raises(KeyError):
        shipped("secrets")
