"""Hospitals are letters and every activity is fictitious; the envelopes, counts and means of 2024 are public.

They come from the webinar of OMEDIT PACA-Corse of 4 February 2026. Rules are proposals: the real formula is not public.
"""

from decimal import Decimal
from fractions import Fraction
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from caqes_eval.foundation.errors import InputValueError, ParameterFileError
from caqes_eval.foundation.reading import parse_euros
from caqes_eval.foundation.strict_yaml import load, validated
from caqes_eval.statistics.envelope import (
    Allocation,
    Bracket,
    Entrant,
    EnvelopeRule,
    Exclusion,
    Override,
    Standing,
    allocate,
    difference,
)

MODES = ("parts", "prorata_activite", "points_parts_activite")
BRACKETS = (Bracket(up_to=Decimal(100), parts=Decimal(1)), Bracket(parts=Decimal(2)))
FOR_ALL = (Bracket(parts=Decimal(1)),)


def rule(mode: str = "parts", brackets: object = FOR_ALL, **others: object) -> EnvelopeRule:
    return EnvelopeRule.model_validate({"mode": mode, "points_max": 3, "brackets": brackets, **others})


def entrant(
    finess: str, points: object = 3, activity: object = 100, *, signed: bool = True, transmitted: bool = True
) -> Entrant:
    return Entrant.model_validate(
        {"finess": finess, "points": points, "activity": activity, "signed": signed, "transmitted": transmitted}
    )


def amounts(allocation: Allocation) -> dict[str, Decimal]:
    return {share.finess: share.amount for share in allocation.shares}


def fictitious(count: int, points: int = 3) -> list[Entrant]:
    return [entrant(f"99{rank:07}", points) for rank in range(count)]


class TestTheEnvelopesOf2024:
    @pytest.mark.parametrize(
        ("text", "count", "mean", "lower", "with_a_cent_more"),
        [
            # 12 633 100 c = 33 × 382 821 + 7
            ("126 331 €", 33, 3828, "3828.21", 7),
            # 2 057 600 c = 6 × 342 933 + 2
            ("20 576 €", 6, 3429, "3429.33", 2),
            # 2 743 300 c = 7 × 391 900
            ("27 433 €", 7, 3919, "3919.00", 0),
            # 21 055 097 c = 20 × 1 052 754 + 17
            ("210 550, 97 €", 20, 10528, "10527.54", 17),
        ],
        ids=["MO PACA", "MO Corse", "DMI Corse", "DMI PACA"],
    )
    def test_equal_hospitals_receive_the_printed_mean(self, text, count, mean, lower, with_a_cent_more):
        envelope = parse_euros(text)
        for mode in MODES:
            allocation = allocate(envelope, rule(mode, "quartiles"), fictitious(count))
            assert allocation.total == envelope
            found = list(amounts(allocation).values())
            assert {round(amount) for amount in found} == {mean}
            assert found.count(Decimal(lower)) == count - with_a_cent_more
            assert found.count(Decimal(lower) + Decimal("0.01")) == with_a_cent_more

    def test_dmi_paca_by_points(self):
        """Plan fully filled 7 (2 points), partly 8 (1), not sent 5 (0); audit filled 18 (1 point), not sent 2.

        That the two without audit are among those without plan is invented: 7 × 3 + 8 × 2 + 3 × 1 + 2 × 0 = 40 points.
        21 055 097 c / 40 = 526 377.425 c a point: 1 579 132.275, 1 052 754.85 and 526 377.425 c. Rounded down they leave
        10 c: 8 for the remainders .85, then 2 of the 3 remainders .425.
        """
        points = {"A": (7, 3), "B": (8, 2), "C": (3, 1), "D": (2, 0)}
        entrants = [entrant(f"{name}{rank}", each) for name, (count, each) in points.items() for rank in range(count)]
        envelope = parse_euros("210 550, 97 €")
        allocation = allocate(envelope, rule(), entrants)
        found = amounts(allocation)
        assert {found[f"A{rank}"] for rank in range(7)} == {Decimal("15791.32")}
        assert {found[f"B{rank}"] for rank in range(8)} == {Decimal("10527.55")}
        assert [found[f"C{rank}"] for rank in range(3)] == [Decimal("5263.78"), Decimal("5263.78"), Decimal("5263.77")]
        assert [allocation.of(f"D{rank}").standing for rank in range(2)] == [Standing.NO_SCORE] * 2
        assert allocation.total == Decimal("210550.97")

    def test_what_if_a_hospital_sends_its_plan(self):
        """Three hospitals, 3, 3 and 1 point of 7 for 700 €: 300, 300, 100; with 3 points each, 233.33 or 233.34."""
        before = allocate(Decimal(700), rule(), [entrant("A"), entrant("B"), entrant("C", 1)])
        after = allocate(Decimal(700), rule(), [entrant("A"), entrant("B"), entrant("C", 3)])
        changes = difference(before, after)
        assert [(change.finess, change.gain) for change in changes] == [
            ("C", Decimal("133.33")), ("A", Decimal("-66.66")), ("B", Decimal("-66.67")),
        ]  # fmt: skip
        assert changes[0].sentence() == "C : 100,00\u202f€ avant, 233,33\u202f€ après (+133,33\u202f€)"
        assert difference(before, before) == ()


class TestWeights:
    @pytest.mark.parametrize(
        ("mode", "expected"),
        [
            # 2/3 × 1 and 3/3 × 2: 2/3 and 2, of 8/3; 1/4 and 3/4
            ("parts", (Fraction(2, 3), Fraction(2), "25.00", "75.00")),
            # 2 × 50 and 3 × 100: 100 and 300 of 400
            ("prorata_activite", (Fraction(100), Fraction(300), "25.00", "75.00")),
            # 2 × 1 × 50 and 3 × 2 × 100: 100 and 600 of 700; 14.2857 and 85.7143
            ("points_parts_activite", (Fraction(100), Fraction(600), "14.29", "85.71")),
        ],
    )
    def test_each_mode(self, mode, expected):
        allocation = allocate(Decimal(100), rule(mode, BRACKETS), [entrant("A", 2, 50), entrant("B", 3, 100)])
        first, second = allocation.shares
        assert (first.weight, second.weight, str(first.amount), str(second.amount)) == expected
        assert (first.score, first.points, first.activity) == (Fraction(2, 3), 2, 50)
        assert allocation.total_weight == first.weight + second.weight
        assert first.exact_share == Fraction(100) * first.weight / allocation.total_weight
        parts = (None, None) if mode == "prorata_activite" else (1, 2)
        assert (first.parts, second.parts) == parts

    @pytest.mark.parametrize(("activity", "parts"), [("99.99", 1), ("100", 2), ("100.01", 2), ("0", 1)])
    def test_the_limit_of_a_bracket_is_in_the_next(self, activity, parts):
        (share,) = allocate(Decimal(1), rule(brackets=BRACKETS), [entrant("A", activity=activity)]).shares
        assert share.parts == parts

    def test_quartile_brackets(self):
        """10…50: quartiles 20, 30, 40 (interpolated, extremes included); P25 and the median open their bracket, P75 does
        not: 1, 2, 3, 3, 4 parts of 13."""
        entrants = [entrant(name, 3, 10 * rank) for rank, name in enumerate("ABCDE", start=1)]
        allocation = allocate(Decimal(1300), rule(brackets="quartiles"), entrants)
        assert allocation.cuts == (20, 30, 40)
        assert [share.parts for share in allocation.shares] == [1, 2, 3, 3, 4]
        assert [share.amount for share in allocation.shares] == [100, 200, 300, 300, 400]

    @pytest.mark.parametrize("count", [1, 2, 5])
    def test_equal_activities_have_equal_parts(self, count):
        allocation = allocate(Decimal(100 * count), rule(brackets="quartiles"), fictitious(count))
        assert {share.parts for share in allocation.shares} == {3}
        assert {share.amount for share in allocation.shares} == {100}

    def test_quartiles_are_of_those_who_share(self):
        """D has no score, E is excluded, F is fixed by hand, G did not sign: only 10, 20 and 30 count."""
        entrants = [
            entrant(name, 3, activity) for name, activity in (("A", 10), ("B", 20), ("C", 30), ("E", 1), ("F", 2))
        ]
        entrants += [entrant("D", 0, 900), entrant("G", 3, 1000, signed=False)]
        allocation = allocate(
            Decimal(100),
            rule(brackets="quartiles"),
            entrants,
            exclusions=[Exclusion(finess="E", reason="fermé")],
            overrides=[Override(finess="F", amount=Decimal(10), reason="recours", author="ARS")],
        )
        assert allocation.cuts == (15, 20, 25)

    def test_an_activity_of_zero_weighs_nothing_and_says_so(self):
        allocation = allocate(Decimal(10), rule("prorata_activite", floor=1), [entrant("A"), entrant("B", 3, 0)])
        share = allocation.of("B")
        assert (share.standing, share.amount, share.weight) == (Standing.NO_WEIGHT, 0, 0)
        assert "activité nulle" in share.why

    def test_floor_and_cap_are_told_in_the_formula(self):
        """1, 2 and 7 for 100 €, between 19 and 50: C lowered to 50, A raised to 19, 31 left for B."""
        entrants = [entrant("A", 1, 1), entrant("B", 1, 2), entrant("C", 1, 7)]
        shares = allocate(Decimal(100), rule("prorata_activite", floor=19, cap=50), entrants).shares
        assert [share.amount for share in shares] == [19, 31, 50]
        assert shares[0].formula == "points 1 × activité 1 = poids 1 ; porté au plancher de 19,00\u202f€"
        assert shares[1].formula.endswith("; 31,00\u202f€ × 2 / 2 = 31,00\u202f€")
        assert shares[2].formula.endswith("ramené au plafond de 50,00\u202f€")


class TestAbsences:
    def test_three_ways_to_receive_nothing_are_three(self):
        entrants = [
            entrant("A"),
            entrant("B", None, None, signed=False, transmitted=False),
            entrant("C", None, None, transmitted=False),
            entrant("D", 0, None),
        ]
        allocation = allocate(Decimal(10), rule("prorata_activite"), entrants)
        assert [(share.standing, share.amount) for share in allocation.shares] == [
            (Standing.SHARES, 10), (Standing.NOT_SIGNED, 0), (Standing.NOTHING_SENT, 0), (Standing.NO_SCORE, 0),
        ]  # fmt: skip
        assert len({share.why for share in allocation.shares}) == 4
        assert allocation.of("B").score is None
        assert allocation.of("D").score == 0

    @pytest.mark.parametrize(
        ("mode", "brackets"),
        [("parts", BRACKETS), ("parts", "quartiles"), ("prorata_activite", None), ("points_parts_activite", FOR_ALL)],
    )
    def test_a_missing_activity_stops_the_split_and_names_the_hospital(self, mode, brackets):
        entrants = [entrant("A"), entrant("990000002", 1, None), entrant("990000003", 1, None)]
        with pytest.raises(InputValueError, match="Activité non connue : 990000002, 990000003"):
            allocate(Decimal(10), rule(mode, brackets), entrants)

    def test_an_activity_that_nothing_reads_may_be_missing(self):
        allocation = allocate(Decimal(10), rule(), [entrant("A", 3, None)])
        assert allocation.of("A").amount == 10

    def test_what_is_missing_no_longer_matters_once_decided_by_hand(self):
        allocation = allocate(
            Decimal(10),
            rule("prorata_activite"),
            [entrant("A"), entrant("B", None, None), entrant("C", None, None)],
            exclusions=[Exclusion(finess="B", reason="fermé")],
            overrides=[Override(finess="C", amount=Decimal(4), reason="recours", author="ARS")],
        )
        assert amounts(allocation) == {"A": 6, "B": 0, "C": 4}

    def test_every_fault_is_told_at_once(self):
        entrants = [entrant("A", None), entrant("B", 1, None), entrant("C", 4)]
        with pytest.raises(InputValueError) as refused:
            allocate(Decimal(10), rule("prorata_activite"), entrants)
        for part in ("Points non connus : A.", "Activité non connue : B.", "Points au-dessus du maximum (3) : C."):
            assert part in refused.value.message


class TestDecisionsByHand:
    OVERRIDE = Override(finess="B", amount=Decimal("33.33"), reason="recours du 3 mars", author="Mme Exemple")

    def test_an_override_is_paid_as_written_and_the_rest_is_shared(self):
        """100 − 33.33 = 66.67 for A and C; floor and cap do not bind B."""
        allocation = allocate(
            Decimal(100),
            rule(floor=33, cap="33.34"),
            [entrant("A"), entrant("B", 0), entrant("C")],
            overrides=[self.OVERRIDE],
        )
        assert amounts(allocation) == {"A": Decimal("33.34"), "B": Decimal("33.33"), "C": Decimal("33.33")}
        assert (allocation.overridden, allocation.shared) == (Decimal("33.33"), Decimal("66.67"))
        share = allocation.of("B")
        assert share.standing is Standing.OVERRIDDEN
        assert "Mme Exemple" in share.why
        assert "recours du 3 mars" in share.why

    def test_an_override_may_take_the_whole_envelope(self):
        allocation = allocate(Decimal("33.33"), rule(), [entrant("A"), entrant("B")], overrides=[self.OVERRIDE])
        assert amounts(allocation) == {"A": 0, "B": Decimal("33.33")}
        alone = allocate(Decimal("33.33"), rule(), [entrant("B")], overrides=[self.OVERRIDE])
        assert amounts(alone) == {"B": Decimal("33.33")}

    def test_an_exclusion_gives_nothing_and_keeps_its_reason(self):
        allocation = allocate(
            Decimal(10),
            rule(),
            [entrant("A"), entrant("B")],
            exclusions=[Exclusion(finess="B", reason="établissement fermé")],
        )
        assert amounts(allocation) == {"A": 10, "B": 0}
        assert allocation.of("B").why == "Exclu du partage : établissement fermé"

    @pytest.mark.parametrize(
        ("exclusions", "overrides", "message"),
        [
            (["Z"], [], "absent du partage : Z"),
            ([], ["Z"], "absent du partage : Z"),
            (["A", "A"], [], "les exclusions : A"),
            ([], ["A", "A"], "les montants fixés à la main : A"),
            (["A"], ["A"], "À la fois exclu et fixé à la main : A"),
            ([], ["A", "B", "C"], "dépassent l’enveloppe"),
        ],
    )
    def test_decisions_that_contradict_are_refused(self, exclusions, overrides, message):
        with pytest.raises(InputValueError, match=message):
            allocate(
                Decimal(10),
                rule(),
                [entrant("A"), entrant("B"), entrant("C"), entrant("D")],
                exclusions=[Exclusion(finess=finess, reason="motif") for finess in exclusions],
                overrides=[
                    Override(finess=finess, amount=Decimal(4), reason="motif", author="ARS") for finess in overrides
                ],
            )


@pytest.mark.parametrize("envelope", ["-1", "10.001", "NaN", "Infinity"])
def test_an_envelope_is_an_amount_to_the_cent(envelope):
    with pytest.raises(InputValueError, match="L’enveloppe"):
        allocate(Decimal(envelope), rule(), [entrant("A")])


@pytest.mark.parametrize(
    ("entrants", "message"),
    [([], "Aucun établissement"), ([entrant("A", 0)], "Aucun établissement"), ([entrant("A")] * 2, "Cité deux fois")],
)
def test_an_envelope_needs_hospitals(entrants, message):
    with pytest.raises(InputValueError, match=message):
        allocate(Decimal(10), rule(), entrants)


def test_the_method_is_told_in_french():
    entrants = [entrant("A", 2, 50), entrant("B", 3, 100)]
    allocation = allocate(Decimal(100), rule(brackets=BRACKETS, floor=1, cap=90), entrants)
    for sentence in (
        "Poids = score × parts.",
        "Score = points obtenus / 3.",
        "Parts selon l’activité : 1 pour moins de 100, 2 au-delà.",
        "Plancher de 1,00\u202f€",
        "Plafond de 90,00\u202f€",
    ):
        assert sentence in allocation.formula
    assert allocation.shares[0].formula == (
        "score (2/3) × parts 1 = poids (2/3) ; 100,00\u202f€ × (2/3) / (8/3) = 25,00\u202f€"
    )
    assert allocation.shares[0].why == "A signé et transmis : 2 points sur 3."


def test_rounding_is_told_in_the_formula():
    """10 / 3 = 3.3333…: three cents a third, the cent left for A."""
    shares = allocate(Decimal(10), rule(), [entrant("A"), entrant("B"), entrant("C")]).shares
    assert shares[0].formula.endswith("10,00\u202f€ × 1 / 3 ≈ 3,3333\u202f€, arrondi à 3,34\u202f€")
    assert shares[2].formula.endswith("arrondi à 3,33\u202f€")


def test_json_keeps_a_split_exact():
    allocation = allocate(
        parse_euros("210 550,97 €"),
        rule(brackets="quartiles", floor="0.5", cap="200000.01"),
        [entrant("A", 2, "12.345"), entrant("B", 1, 20), entrant("C", None, None, signed=False)],
    )
    assert Allocation.model_validate_json(allocation.model_dump_json()) == allocation


class TestTheFileOfARegion:
    GOOD = "mode: parts\npoints_max: 3\n"

    def read(self, folder: Path, text: str) -> EnvelopeRule:
        path = folder / "region.yml"
        path.write_text(text, encoding="utf-8")
        return validated(load(path, shown_name="region.yml"), EnvelopeRule)

    def test_a_rule_is_read_from_yaml(self, tmp_path):
        text = self.GOOD + "brackets:\n  - up_to: 100\n    parts: 1\n  - parts: 2\nfloor: 500.50\n"
        assert self.read(tmp_path, text) == rule(brackets=BRACKETS, floor="500.50")
        assert self.read(tmp_path, self.GOOD + "brackets: quartiles\n") == rule(brackets="quartiles")
        assert self.read(tmp_path, "mode: prorata_activite\npoints_max: 3\n").brackets is None

    @pytest.mark.parametrize(
        ("text", "message"),
        [
            (GOOD, "demande des tranches"),
            (GOOD + "brackets: []\n", "demande des tranches"),
            (GOOD + "brackets: quintiles\n", "le mot quartiles est attendu"),
            (GOOD + "brackets:\n  - upto: 1\n    parts: 1\n", "vouliez-vous écrire « up_to »"),
            (GOOD + "brackets:\n  - up_to: 1\n    parts: 1\n", "sauf la dernière"),
            (GOOD + "brackets:\n  - parts: 1\n  - parts: 2\n", "sauf la dernière"),
            (GOOD + "brackets:\n  - up_to: 2\n    parts: 1\n  - up_to: 2\n    parts: 2\n  - parts: 3\n", "en croissant"),
            (GOOD + "brackets: quartiles\nfloor: 0.001\n", "au centime près"),
            (GOOD + "brackets: quartiles\nfloor: -1\n", "au moins 0"),
            (GOOD + "brackets: quartiles\nfloor: 2\ncap: 1\n", "est sous floor"),
            (GOOD + "brackets: quartiles\nplancher: 2\n", "cette clé n’existe pas"),
            ("mode: parts\npoints_max: 0\nbrackets: quartiles\n", "points_max vaut 0"),
            ("mode: au_hasard\npoints_max: 3\n", "valeurs acceptées"),
        ],
    )  # fmt: skip
    def test_a_wrong_rule_is_refused_in_french(self, tmp_path, text, message):
        with pytest.raises(ParameterFileError) as refused:
            self.read(tmp_path, text)
        assert message in " ".join(finding.sentence() for finding in refused.value.findings)

    @pytest.mark.parametrize(
        "wrong",
        [{"author": ""}, {"reason": " "}, {"amount": "-1"}, {"amount": "1.001"}, {"amount": "NaN"}, {"finess": ""}, {"signature": "x"}],
    )  # fmt: skip
    def test_an_override_has_an_amount_a_reason_and_an_author(self, wrong):
        good = {"finess": "A", "amount": "1", "reason": "motif", "author": "ARS"}
        assert Override.model_validate(good).amount == 1
        with pytest.raises(ValidationError):
            Override.model_validate({**good, **wrong})


@st.composite
def splits(draw):
    """A feasible split: envelope in cents, rule, entrants (the first one has points and an activity)."""
    mode = draw(st.sampled_from(MODES))
    figures = st.tuples(st.integers(0, 3), st.integers(1, 60), st.booleans(), st.booleans())
    drawn = [(draw(st.integers(1, 3)), draw(st.integers(1, 60)), True, True), *draw(st.lists(figures, max_size=9))]
    entrants = [
        entrant(f"99{rank:07}", points, activity, signed=signed, transmitted=transmitted)
        for rank, (points, activity, signed, transmitted) in enumerate(drawn)
    ]
    sharing = sum(1 for points, _, signed, transmitted in drawn if points and signed and transmitted)
    cents = draw(st.integers(0, 10**7))
    # feasible even if all share, or if only those that share now do
    floor = draw(st.one_of(st.just(0), st.integers(0, cents // len(drawn))))
    least_cap = max(floor, -(-cents // sharing))
    cap = draw(st.one_of(st.none(), st.integers(least_cap, 2 * least_cap)))
    brackets = draw(st.sampled_from(["quartiles", BRACKETS, FOR_ALL]))
    euros = {"floor": Decimal(floor).scaleb(-2), "cap": None if cap is None else Decimal(cap).scaleb(-2)}
    return Decimal(cents).scaleb(-2), rule(mode, brackets, **euros), entrants


@given(splits())
def test_the_sum_is_the_envelope_and_bounds_hold(split):
    envelope, chosen, entrants = split
    allocation = allocate(envelope, chosen, entrants)
    assert allocation.total == envelope == allocation.shared
    assert sum(share.exact_share for share in allocation.shares) == Fraction(envelope)
    for share in allocation.shares:
        if share.standing is Standing.SHARES:
            assert chosen.floor <= share.amount <= (envelope if chosen.cap is None else chosen.cap)
            assert abs(share.exact_share - Fraction(share.amount)) < Fraction(1, 100)
        else:
            assert share.amount == 0


@given(splits(), st.randoms())
def test_the_order_of_hospitals_does_not_matter(split, random):
    envelope, chosen, entrants = split
    shuffled = list(entrants)
    random.shuffle(shuffled)
    assert allocate(envelope, chosen, shuffled) == allocate(envelope, chosen, entrants)


@given(splits(), st.one_of(st.none(), st.integers(0, 1000)))
def test_a_hospital_with_no_score_changes_nobodys_amount(split, activity):
    envelope, chosen, entrants = split
    before = allocate(envelope, chosen, entrants)
    # its FINESS comes first, so that a tie broken by rank would show
    after = allocate(envelope, chosen, [entrant("980000000", 0, activity), *entrants])
    assert amounts(after) == {"980000000": 0, **amounts(before)}
    assert difference(before, after) == ()


@given(splits(), st.data())
def test_more_points_never_pay_less(split, data):
    envelope, chosen, entrants = split
    rank = data.draw(st.integers(0, len(entrants) - 1))
    chosen_one = entrants[rank]
    better = chosen_one.model_copy(update={"points": Decimal(data.draw(st.integers(int(chosen_one.points), 3)))})
    before = allocate(envelope, chosen, entrants).of(chosen_one.finess)
    after = allocate(envelope, chosen, [*entrants[:rank], better, *entrants[rank + 1 :]]).of(chosen_one.finess)
    assert after.amount >= before.amount


@given(splits(), st.integers(0, 10**6))
def test_overrides_are_kept_and_the_sum_too(split, cents):
    envelope, chosen, entrants = split
    fixed = Override(finess="Z", amount=Decimal(cents).scaleb(-2), reason="motif", author="ARS")
    before = allocate(envelope, chosen, entrants)
    after = allocate(envelope + fixed.amount, chosen, [*entrants, entrant("Z", None, None)], overrides=[fixed])
    assert after.of("Z").amount == fixed.amount
    assert after.total == envelope + fixed.amount
    # the envelope grew by what the override takes: nobody else sees it
    assert amounts(after) == {**amounts(before), "Z": fixed.amount}
