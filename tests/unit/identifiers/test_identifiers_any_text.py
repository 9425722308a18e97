"""What holds for every kind of code, whatever is typed."""

from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from caqes_eval.identifiers import Check, check_cip, check_finess, check_les, check_lpp, check_ucd

CHECKERS = [check_finess, check_ucd, check_cip, check_lpp, check_les]
# Any text, and text close to a code, which goes further into the rules.
TYPED = st.text(max_size=30) | st.from_regex(r"[0-9A-Za-z .,+\u00a0]{1,16}", fullmatch=True)


@pytest.mark.parametrize("check", CHECKERS)
@given(typed=TYPED)
def test_no_text_raises_and_the_verdict_is_coherent(check: Callable[[str], Check], typed: str) -> None:
    verdict = check(typed)
    assert verdict.typed == typed
    assert verdict.valid is (verdict.reason == "")
    if verdict.valid:
        assert verdict.proposals == ()
        assert check(str(verdict.value)).value == verdict.value
    else:
        assert verdict.value is None
        assert verdict.warning == ""


@pytest.mark.parametrize("check", CHECKERS)
@pytest.mark.parametrize("typed", ["", "1E+12", "ABC", "9" * 5000])
def test_messages_are_short_french_sentences(check: Callable[[str], Check], typed: str) -> None:
    reason = check(typed).reason
    assert reason[0].isupper() or reason[0] == "«"
    assert reason.endswith(".")
    assert "'" not in reason
    assert len(reason) < 300
