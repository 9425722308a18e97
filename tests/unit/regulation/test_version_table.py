"""Both sides of every date of the version table of the law, the expected text written by hand."""

from datetime import date, timedelta

import pytest

from caqes_eval.foundation.errors import RuleNotFoundError
from caqes_eval.foundation.shipped import shipped
from caqes_eval.regulation.parameters.rules import Rules

NONE = None  # nothing is in force

# day, then statute, decree and contracts: in force on that day, and on the eve
REGIMES = [
    # new contracts are signed under the first generation, while the old ones still produce effects
    ("2017-04-23", ("G1", "G1", "G1"), (NONE, NONE, NONE)),
    ("2018-01-01", ("G1", "G1", "G1"), ("G1", "G1", "G1")),
    # the statute changes two years before its decree
    ("2019-12-28", ("G2", "G1", "G1"), ("G1", "G1", "G1")),
    ("2022-01-01", ("G2", "G2", NONE), ("G2", "G1", "G1")),
    ("2022-07-01", ("G2", "G2", "G2"), ("G2", "G2", NONE)),
    # extended by amendment, then beside the first version of the successor: still the second generation
    ("2025-01-01", ("G2", "G2", "G2"), ("G2", "G2", "G2")),
    ("2026-01-01", ("G2", "G2", "G2"), ("G2", "G2", "G2")),
    # L. 162-30-2 to -4 are repealed
    ("2027-01-01", ("G3", "G2", "G3"), ("G2", "G2", "G2")),
]

LFSS_2016 = "Loi n° 2015-1702 (LFSS 2016), art. 81"
LFSS_2018 = "Loi n° 2017-1836 (LFSS 2018), art. 57"
LFSS_2019 = "Loi n° 2018-1203 (LFSS 2019)"
LFSS_2020 = "Loi n° 2019-1446 (LFSS 2020), art. 64"
LFSS_2021 = "Loi n° 2020-1576 (LFSS 2021)"
LFSS_2026 = "Loi n° 2025-1403 (LFSS 2026), art. 79"
DECREE_2017, DECREE_2021 = "Décret n° 2017-584", "Décret n° 2021-1231"
TWO_LAWS = "Loi n° 2015-1702 (LFSS 2016), art. 81, puis loi n° 2017-1836 (LFSS 2018), art. 57"

# article, day, the text that made the version in force on that day, and on the eve
ARTICLES = [
    ("l162_30_2", "2017-04-23", LFSS_2016, NONE),
    ("l162_30_2", "2018-01-01", LFSS_2018, LFSS_2016),
    ("l162_30_2", "2019-12-28", LFSS_2020, LFSS_2018),
    ("l162_30_2", "2027-01-01", NONE, LFSS_2020),
    ("l162_30_3", "2018-01-01", LFSS_2016, NONE),
    ("l162_30_3", "2018-12-23", LFSS_2019, LFSS_2016),
    ("l162_30_3", "2019-12-28", LFSS_2020, LFSS_2019),
    ("l162_30_3", "2020-12-16", LFSS_2021, LFSS_2020),
    ("l162_30_3", "2026-01-01", "Loi n° 2025-1403 (LFSS 2026)", LFSS_2021),
    ("l162_30_3", "2027-01-01", NONE, "Loi n° 2025-1403 (LFSS 2026)"),
    ("l162_30_4", "2018-01-01", TWO_LAWS, NONE),
    ("l162_30_4", "2019-12-28", LFSS_2020, TWO_LAWS),
    ("l162_30_4", "2020-12-16", LFSS_2021, LFSS_2020),
    ("l162_30_4", "2025-01-01", "Loi n° 2023-1250 (LFSS 2024)", LFSS_2021),
    ("l162_30_4", "2027-01-01", NONE, "Loi n° 2023-1250 (LFSS 2024)"),
    ("l162_30_4_1", "2019-12-28", "Loi n° 2019-1446 (LFSS 2020)", NONE),
    ("d162_11", "2017-04-23", DECREE_2017, NONE),
    ("d162_11", "2022-01-01", DECREE_2021, DECREE_2017),
    ("d162_14", "2017-04-23", DECREE_2017, NONE),
    ("d162_14", "2020-05-25", "Version du 25/05/2020, texte d’origine non relevé", DECREE_2017),
    ("d162_14", "2022-01-01", DECREE_2021, "Version du 25/05/2020, texte d’origine non relevé"),
    ("d162_15", "2017-04-23", DECREE_2017, NONE),
    ("d162_15", "2022-01-01", DECREE_2021, DECREE_2017),
    ("d162_16", "2017-04-23", DECREE_2017, NONE),
    ("d162_16", "2022-01-01", DECREE_2021, DECREE_2017),
    ("d162_16", "2025-12-31", "Version du 31/12/2025, texte d’origine non relevé", DECREE_2021),
    ("l162_1_17", "2014-12-25", "Version du 25/12/2014, texte d’origine non relevé", NONE),
    ("l162_1_17", "2018-01-01", "Loi n° 2017-1836 (LFSS 2018)", "Version du 25/12/2014, texte d’origine non relevé"),
    ("l162_1_17", "2026-01-01", NONE, "Loi n° 2017-1836 (LFSS 2018)"),
    ("l162_23_14", "2026-01-01", f"{LFSS_2026}, première version : dotation complémentaire, sans pénalité", NONE),
    (
        "l162_23_14",
        "2027-01-01",
        f"{LFSS_2026}, seconde version : pénalité ajoutée",
        f"{LFSS_2026}, première version : dotation complémentaire, sans pénalité",
    ),
    (
        "l162_23_14_1",
        "2026-01-01",
        f"{LFSS_2026}, première version : objectif de volume ou d’évolution, sans pénalité",
        NONE,
    ),
    (
        "l162_23_14_1",
        "2027-01-01",
        f"{LFSS_2026}, seconde version : pénalité si l’excès persiste",
        f"{LFSS_2026}, première version : objectif de volume ou d’évolution, sans pénalité",
    ),
]


@pytest.fixture(scope="module")
def rules() -> Rules:
    return Rules.load(shipped("regulation"))


def in_force(rules: Rules, key: str, day: date) -> str | None:
    try:
        return rules.on(key, day).text
    except RuleNotFoundError:
        return None


def regimes(rules: Rules, day: date) -> tuple[str | None, ...]:
    return tuple(in_force(rules, f"regime.{name}", day) for name in ("statute", "decree", "contracts"))


@pytest.mark.parametrize(("day", "expected", "eve"), REGIMES)
def test_the_regime_changes_on_its_day_and_not_before(rules, day, expected, eve):
    assert regimes(rules, date.fromisoformat(day)) == expected
    assert regimes(rules, date.fromisoformat(day) - timedelta(days=1)) == eve


@pytest.mark.parametrize(("article", "day", "expected", "eve"), ARTICLES)
def test_an_article_changes_on_its_day_and_not_before(rules, article, day, expected, eve):
    key = f"articles.{article}"
    assert in_force(rules, key, date.fromisoformat(day)) == expected
    assert in_force(rules, key, date.fromisoformat(day) - timedelta(days=1)) == eve


def test_no_other_day_changes_a_regime_or_an_article(rules):
    shipped_days = {
        (key, dated.since.isoformat())
        for key in (*rules.keys("regime"), *rules.keys("articles"))
        for dated in rules.file(key).values
    }
    tabled = {(f"articles.{article}", day) for article, day, *_ in ARTICLES}
    for day, expected, eve in REGIMES:
        names = ("regime.statute", "regime.decree", "regime.contracts")
        tabled |= {(name, day) for name, now, before in zip(names, expected, eve, strict=True) if now != before}
    # the same generation, better vouched for: the first contracts take effect
    tabled |= {("regime.contracts", "2018-01-01")}
    assert shipped_days == tabled


@pytest.mark.parametrize(
    ("day", "switch", "refusal_alternative"),
    [("2019-12-27", True, True), ("2019-12-28", False, False), ("2021-12-31", False, False)],
)
def test_the_sanctions_follow_the_statute_although_the_decree_still_names_them(rules, day, switch, refusal_alternative):
    when = date.fromisoformat(day)
    assert rules.on("regime.decree", when).text == "G1"
    assert rules.on("evaluation_sanction.enabled", when).enabled is switch
    if refusal_alternative:
        assert rules.on("refusal.les_reduction", when).status == "confirmed"
    else:
        with pytest.raises(RuleNotFoundError, match=r"art\. 64"):
            rules.on("refusal.les_reduction", when)
