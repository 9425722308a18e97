import pytest

from caqes_eval.foundation.errors import RuleNotFoundError
from caqes_eval.regulation.calculations.left_out import left_out

G1, PACA = {"scope": {"generation": "G1"}}, {"scope": {"region": "paca"}}
RULES = {
    "small.known": ("€", None, "activity", ("2019-01-01", "5"), ("2020-01-01", None)),
    "small.missing": ("texte", None, "activity", ("2019-01-01", ...), ("2020-01-01", "écrit"), ("2021-01-01", None)),
    "small.decided": ("texte", None, "decision", ("2020-06-30", ...)),
    "small.scoped": ("texte", None, "activity", ("2019-01-01", ..., G1)),
    "small.regional": ("texte", None, "activity", ("2019-01-01", "écrit"), ("2019-01-01", ..., PACA)),
}
MISSING, NOT_APPLIED, NOTHING = "Il manque le chiffre attendu", "ce calcul n’en tient pas compte", ""


@pytest.mark.parametrize(
    ("key", "activity", "subject", "says"),
    [
        ("small.known", 2018, {}, NOTHING),
        ("small.known", 2019, {}, NOT_APPLIED),
        ("small.known", 2020, {}, NOTHING),
        ("small.missing", 2018, {}, NOTHING),
        ("small.missing", 2019, {}, MISSING),
        ("small.missing", 2020, {}, NOT_APPLIED),
        ("small.missing", 2021, {}, NOTHING),
        ("small.decided", 2018, {}, NOTHING),  # decided on 30/06/2019
        ("small.decided", 2019, {}, MISSING),  # decided on 30/06/2020
        ("small.scoped", 2019, {"generation": "G1"}, MISSING),
        ("small.scoped", 2019, {"generation": "G2"}, NOTHING),
        ("small.regional", 2019, {"region": "paca"}, MISSING),
        ("small.regional", 2019, {"region": "corse"}, NOT_APPLIED),
    ],
)
def test_a_rule_left_out_is_told_when_it_is_in_force(law_of, key, activity, subject, says):
    law = law_of(RULES, activity, **subject)
    told = left_out(law, key)
    assert len(told) == bool(says)
    assert all(says in reserve and f"« {key} »" in reserve for reserve in told)
    assert (law.missing(key) is not None) is (says == MISSING)


def test_an_unknown_rule_is_an_error(law_of):
    with pytest.raises(RuleNotFoundError, match=r"small\.missing"):
        left_out(law_of(RULES, 2019), "small.mising")
