import sys

import pytest

from caqes_eval.execution.choice import best, choose
from caqes_eval.foundation.errors import ParameterFileError


def test_an_argument_goes_before_the_variable(monkeypatch):
    monkeypatch.setenv("CAQES_KERNEL", "ahead")
    assert choose("plain") == "plain"
    assert choose() == "ahead"


@pytest.mark.parametrize("value", ["", None])
def test_nothing_asked_is_automatic(monkeypatch, value):
    monkeypatch.delenv("CAQES_KERNEL", raising=False)
    if value is not None:
        monkeypatch.setenv("CAQES_KERNEL", value)
    assert choose() is None


def test_an_unknown_kernel_is_refused_with_those_there_are(monkeypatch):
    monkeypatch.setenv("CAQES_KERNEL", "rapide")
    with pytest.raises(ParameterFileError, match="« rapide »") as refused:
        choose()
    assert refused.value.remedy == "Valeurs possibles : warm, ahead, plain."


@pytest.mark.parametrize(("platform", "kernel"), [("linux", "warm"), ("darwin", "ahead"), ("win32", "ahead")])
def test_only_linux_forks(monkeypatch, platform, kernel):
    monkeypatch.setattr(sys, "platform", platform)
    assert best() == kernel
