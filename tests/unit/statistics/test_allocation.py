"""Every amount is in cents; expected values are worked out by hand."""

from fractions import Fraction

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from caqes_eval.foundation.errors import InputValueError
from caqes_eval.statistics.allocation import exact_shares, share_out, to_whole_cents

KEYS = "ABCDEFGHIJKL"
WEIGHTS = st.lists(
    st.one_of(st.just(Fraction(0)), st.fractions(0, 1000, max_denominator=1000)), min_size=1, max_size=len(KEYS)
).map(lambda values: dict(zip(KEYS, values, strict=False)))


def weights(*values: int) -> dict[str, Fraction]:
    return {key: Fraction(value) for key, value in zip(KEYS, values, strict=False)}


@st.composite
def feasible(draw):
    """An envelope, weights, a floor and a cap that the envelope can meet."""
    given_weights = draw(WEIGHTS)
    count = sum(1 for weight in given_weights.values() if weight)
    assume(count)
    envelope = draw(st.integers(0, 10**8))
    floor = draw(st.one_of(st.just(0), st.integers(0, envelope // count)))
    least_cap = max(floor, -(-envelope // count))
    cap = draw(st.one_of(st.none(), st.integers(least_cap, 2 * least_cap + 1)))
    return envelope, given_weights, floor, cap


@pytest.mark.parametrize(
    ("envelope", "shared", "expected"),
    [
        # 10 × 1/4, 10 × 3/4: 2.5 and 7.5, the tie goes to the first key
        (10, weights(1, 3), {"A": 3, "B": 7}),
        # 33.33 three times: the cent left goes to the first key
        (100, weights(1, 1, 1), {"A": 34, "B": 33, "C": 33}),
        # 100 × 1/6 = 16.67, 100 × 2/6 = 33.33, 100 × 3/6 = 50
        (100, weights(1, 2, 3), {"A": 17, "B": 33, "C": 50}),
        (7, weights(0, 5, 0), {"A": 0, "B": 7, "C": 0}),
        (0, weights(1, 1), {"A": 0, "B": 0}),
        (1, weights(1, 1, 1), {"A": 1, "B": 0, "C": 0}),
    ],
)
def test_shares_follow_weights_and_cents_the_largest_remainders(envelope, shared, expected):
    assert share_out(envelope, shared) == expected


@pytest.mark.parametrize(
    ("floor", "cap", "expected"),
    [
        (0, None, {"A": 1000, "B": 2000, "C": 7000}),
        # A raised to 1500; 8500 left, by 2 and 7: 1888.89 and 6611.11
        (1500, None, {"A": 1500, "B": 1889, "C": 6611}),
        # C lowered to 5000; 5000 left, by 1 and 2: 1666.67 and 3333.33
        (0, 5000, {"A": 1667, "B": 3333, "C": 5000}),
        # C lowered, then A raised: B has 10000 - 5000 - 1900
        (1900, 5000, {"A": 1900, "B": 3100, "C": 5000}),
        (0, 4000, {"A": 2000, "B": 4000, "C": 4000}),
        (3333, None, {"A": 3333, "B": 3333, "C": 3334}),
        (3333, 3334, {"A": 3333, "B": 3333, "C": 3334}),
    ],
)
def test_floor_and_cap(floor, cap, expected):
    assert share_out(10000, weights(1, 2, 7), floor_cents=floor, cap_cents=cap) == expected


def test_a_bound_that_frees_money_can_take_others_back_from_theirs():
    """In proportion 476, 4762, 4762: clamping each to 2000…4100 would pay 10200; B and C stay under the cap at 4000."""
    found = share_out(10000, weights(1, 10, 10), floor_cents=2000, cap_cents=4100)
    assert found == {"A": 2000, "B": 4000, "C": 4000}


@pytest.mark.parametrize("envelope", [600, 900])
def test_an_envelope_that_all_floors_or_all_caps_use_up(envelope):
    assert share_out(envelope, weights(1, 5, 0, 90), floor_cents=200, cap_cents=300) == {
        "A": envelope // 3, "B": envelope // 3, "C": 0, "D": envelope // 3,
    }  # fmt: skip


def test_the_exact_shares_are_not_rounded():
    assert exact_shares(100, weights(1, 2)) == {"A": Fraction(100, 3), "B": Fraction(200, 3)}


def test_whole_cents_keep_the_sum():
    """Remainders .5, .75, .75: the two cents left go to B and C."""
    shares = {"A": Fraction(5, 2), "B": Fraction(7, 4), "C": Fraction(15, 4)}
    assert to_whole_cents(shares) == {"A": 2, "B": 2, "C": 4}


@pytest.mark.parametrize(
    ("envelope", "shared", "bounds", "message"),
    [
        (-1, weights(1), {}, "Enveloppe : un montant négatif"),
        (10, weights(1), {"floor_cents": -1}, "Plancher : un montant négatif"),
        (10, weights(1), {"cap_cents": -1}, "Plafond : un montant négatif"),
        (10, weights(1, -1, -2), {}, "poids est négatif pour B, C"),
        (10, weights(0, 0), {}, "Aucun établissement n’a de poids"),
        (10, {}, {}, "Aucun établissement n’a de poids"),
        (0, {}, {}, "Aucun établissement n’a de poids"),
        (10, weights(1, 1), {"floor_cents": 6}, "plancher"),
        (10, weights(1, 1), {"cap_cents": 4}, "plafond"),
        (10, weights(1, 1), {"floor_cents": 6, "cap_cents": 5}, "est sous le plancher"),
    ],
)
def test_what_cannot_be_shared_is_refused_in_french(envelope, shared, bounds, message):
    with pytest.raises(InputValueError, match=message) as refused:
        share_out(envelope, shared, **bounds)
    assert refused.value.remedy


@pytest.mark.parametrize(("envelope", "shared", "bound"), [(11, weights(1, 1, 0), 5), (9, weights(1, 1, 0), 5)])
def test_a_weight_of_zero_does_not_count_for_the_bounds(envelope, shared, bound):
    """Two receivers: 11 is above two caps of 5 and 9 under two floors of 5, whatever the third would have added."""
    with pytest.raises(InputValueError):
        share_out(envelope, shared, **({"cap_cents": bound} if envelope > 2 * bound else {"floor_cents": bound}))


@given(feasible())
def test_the_sum_is_the_envelope_and_bounds_hold(case):
    envelope, shared, floor, cap = case
    found = share_out(envelope, shared, floor_cents=floor, cap_cents=cap)
    assert sum(found.values()) == envelope
    assert found.keys() == shared.keys()
    for key, weight in shared.items():
        if not weight:
            assert found[key] == 0
        else:
            assert floor <= found[key] <= (envelope if cap is None else cap)


@given(feasible())
def test_one_level_explains_every_share(case):
    """What is between the bounds has one rate; at the floor the rate is at least it, at the cap at most."""
    envelope, shared, floor, cap = case
    exact = exact_shares(envelope, shared, floor_cents=floor, cap_cents=cap)
    rates = {key: exact[key] / weight for key, weight in shared.items() if weight}
    free = {rates[key] for key in rates if exact[key] != floor and exact[key] != cap}
    assert len(free) <= 1
    # at its floor a share may be above its rate, at its cap under it, never the other way round
    least = [rates[key] for key in rates if exact[key] != cap]
    most = [rates[key] for key in rates if exact[key] != floor]
    assert not least or not most or min(least) >= max(most)


@given(feasible(), st.randoms())
def test_the_order_of_keys_does_not_matter(case, random):
    envelope, shared, floor, cap = case
    items = list(shared.items())
    random.shuffle(items)
    assert share_out(envelope, dict(items), floor_cents=floor, cap_cents=cap) == share_out(
        envelope, shared, floor_cents=floor, cap_cents=cap
    )


@given(feasible(), st.fractions(0, 1000, max_denominator=1000), st.data())
def test_a_weight_that_grows_never_loses_a_cent(case, more, data):
    envelope, shared, floor, cap = case
    grown = data.draw(st.sampled_from([key for key, weight in shared.items() if weight]))
    before = share_out(envelope, shared, floor_cents=floor, cap_cents=cap)
    heavier = {**shared, grown: shared[grown] + more}
    after = share_out(envelope, heavier, floor_cents=floor, cap_cents=cap)
    assert after[grown] >= before[grown]


@given(feasible())
def test_a_new_weight_of_zero_changes_nothing(case):
    envelope, shared, floor, cap = case
    before = share_out(envelope, shared, floor_cents=floor, cap_cents=cap)
    after = share_out(envelope, {"0": Fraction(0), **shared}, floor_cents=floor, cap_cents=cap)
    assert after == {"0": 0, **before}
