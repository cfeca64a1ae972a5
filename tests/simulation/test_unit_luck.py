"""Addressed luck: the published generator, uniform and uncorrelated along every part of an address."""

import math
from itertools import combinations, product

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from simulation.compiled import rule
from simulation.luck import (
    AGENT_KINDS,
    COACH,
    DECISION,
    DECISIONS,
    PARTNER,
    PERSON,
    TOWN,
    draw,
    draw4,
    draw_block,
    draw_table,
    luck_of,
    philox,
    philox_round,
    poisson,
    uniforms,
)

PUBLISHED = [
    ("00000000 00000000 00000000 00000000", "00000000 00000000", "5f6fb709 0d893f64 4f121f81 4f730a48"),
    ("ffffffff ffffffff ffffffff ffffffff", "ffffffff ffffffff", "5207ddc2 45165e59 4d8ee751 8c52f662"),
    ("243f6a88 85a308d3 13198a2e 03707344", "a4093822 299f31d0", "4dfccaba 190a87f0 c47362ba b6b5242a"),
]
"""Counter, key and output of Philox4x32-7 in the authors' file of known answers (Random123)."""

STORED = (
    "attributes", "levels", "start_mind", "start_help", "start_work", "start_contact", "arrivals", "life",
    "letters", "takeover", "showing_up", "disclosing", "meeting", "referring", "self_referral", "waiting",
    "service", "town_arrivals", "onward", "offers", "holding_work", "start_queue", "asking", "town_patience",
    "interceding", "recruiting", "lot", "imputing", "survey", "survey_error", "courses", "acquaintance", "pins",
    "pin_network",
)  # fmt: skip

BASE = {
    "seed": 7, "replication": 3, "decision": 12, "kind": PERSON,
    "id": 1000, "week": 20, "block": 2, "word": 1,
}  # fmt: skip
LENGTHS = {"decision": len(DECISIONS), "kind": len(AGENT_KINDS), "word": 4}
FAR = 4.5
"""Standard errors; one check in 150,000 lies beyond by chance."""


@rule
def draw_at(keys, addresses, drawn):
    """Fill `drawn` with the uniforms at `addresses`: decision, kind, id, week, block, word."""
    for n in range(len(drawn)):
        a = addresses[n]
        drawn[n] = draw((keys[n, 0], keys[n, 1]), a[0], a[1], a[2], a[3], 4 * a[4] + a[5])


def drawn_over(axes: dict) -> np.ndarray:
    """Return the uniforms over the grid of `axes` (part → values), the other parts as in `BASE`."""
    grid = np.meshgrid(*axes.values(), indexing="ij")
    address = BASE | dict(zip(axes, (values.ravel() for values in grid), strict=True))
    count = grid[0].size
    column = {part: np.broadcast_to(values, count).tolist() for part, values in address.items()}
    pairs = list(zip(column["seed"], column["replication"], strict=True))
    key_of = {pair: luck_of(*pair) for pair in set(pairs)}
    keys = np.array([key_of[pair] for pair in pairs], np.uint64)
    addresses = [column[part] for part in ("decision", "kind", "id", "week", "block", "word")]
    drawn = np.empty(count)
    draw_at(keys, np.array(addresses).T.copy(), drawn)
    return drawn.reshape(grid[0].shape)


def values_of_part(part: str, most: int) -> np.ndarray:
    return np.arange(LENGTHS.get(part, most))


def z_of_correlation(first, second) -> float:
    return float(np.corrcoef(np.ravel(first), np.ravel(second))[0, 1]) * math.sqrt(np.size(first))


@pytest.mark.parametrize(("counter", "key", "answer"), PUBLISHED)
def test_philox_gives_the_published_vectors(counter, key, answer):
    words = [np.uint64(int(word, 16)) for word in (counter + " " + key).split()]
    assert [f"{int(word):08x}" for word in philox(*words)] == answer.split()


@pytest.mark.parametrize("part", BASE)
def test_draws_are_uniform_along_every_part(part):
    along = values_of_part(part, 5000)
    others = "id" if part != "id" else "week"
    u = np.sort(drawn_over({part: along, others: np.arange(20_000 // len(along))}).ravel())
    count = len(u)
    steps = np.arange(count + 1) / count
    distance = max((steps[1:] - u).max(), (u - steps[:-1]).max())
    assert distance < math.sqrt(math.log(2 / 1e-5) / (2 * count))  # Dvoretzky–Kiefer–Wolfowitz–Massart
    bins = 100
    expected = count / bins
    chi_square = ((np.histogram(u, bins, (0.0, 1.0))[0] - expected) ** 2 / expected).sum()
    assert abs(chi_square - (bins - 1)) < FAR * math.sqrt(2 * (bins - 1))
    assert abs(u.mean() - 0.5) < FAR * math.sqrt(1 / 12 / count)
    assert abs(u.var() - 1 / 12) < FAR * math.sqrt(1 / 180 / count)


@pytest.mark.parametrize("part", BASE)
@pytest.mark.parametrize("lag", [1, 2, 3])
def test_neighbours_along_every_part_are_uncorrelated(part, lag):
    others = "id" if part != "id" else "week"
    u = drawn_over({part: values_of_part(part, 60), others: np.arange(500)})
    assert abs(z_of_correlation(u[:-lag], u[lag:])) < FAR


@pytest.mark.parametrize(("first", "second"), list(combinations(BASE, 2)))
def test_neighbours_along_every_pair_of_parts_are_uncorrelated(first, second):
    third = next(part for part in ("id", "week", "block") if part not in (first, second))
    u = drawn_over({first: values_of_part(first, 30), second: values_of_part(second, 30), third: np.arange(100)})
    for slice_here, slice_there in (
        (u[:-1, :], u[1:, :]),
        (u[:, :-1], u[:, 1:]),
        (u[:-1, :-1], u[1:, 1:]),
        (u[1:, :-1], u[:-1, 1:]),
    ):
        assert abs(z_of_correlation(slice_here, slice_there)) < FAR


def test_no_two_addresses_share_a_block():
    small = [0, 1, 2]
    axes = {part: small for part in BASE if part not in ("decision", "kind", "word")}
    axes |= {"decision": np.arange(len(DECISIONS)), "kind": np.arange(len(AGENT_KINDS)), "word": np.arange(4)}
    blocks = drawn_over(axes).reshape(-1, 4)
    assert len(blocks) == 3**5 * len(DECISIONS) * len(AGENT_KINDS)
    assert len(np.unique(blocks, axis=0)) == len(blocks)


def test_every_seed_and_replication_has_a_key_of_its_own():
    seeds = [0, 1, 2, 2**31, 2**32 - 1, 2**32, 2**32 + 1, 2**33, 2**63, 2**64 - 1]
    replications = [0, 1, 2, 3, 2**16, 2**31, 2**32 - 1]
    keys = {luck_of(seed, replication) for seed, replication in product(seeds, replications)}
    assert len(keys) == len(seeds) * len(replications)
    assert luck_of(5, 9) == luck_of(5, 9)


@pytest.mark.parametrize(
    ("seed", "replication", "words"),
    [
        (-1, 0, "^seed is a whole number from 0 to 18446744073709551615; got -1$"),
        (2**64, 0, "^seed is a whole number from 0 to .*; got 18446744073709551616$"),
        (0, -1, "^replication is a whole number from 0 to 4294967295; got -1$"),
        (0, 2**32, "^replication is a whole number from 0 to 4294967295; got 4294967296$"),
    ],
)
def test_a_seed_or_replication_out_of_bounds_is_an_error(seed, replication, words):
    with pytest.raises(ValueError, match=words):
        luck_of(seed, replication)


PROPERTY = settings(deadline=None, derandomize=True)
ADDRESS = st.integers(0, 2**32 - 1)


@PROPERTY
@given(st.integers(0, 2**64 - 1), st.integers(0, len(DECISIONS) - 1), ADDRESS, ADDRESS, st.integers(0, 2**30 - 1))
def test_draw_equals_the_words_of_draw4_strictly_between_0_and_1(seed, decision, identity, week, block):
    luck = luck_of(seed, 0)
    four = draw4(luck, decision, PERSON, identity, week, block)
    assert four == tuple(draw(luck, decision, PERSON, identity, week, 4 * block + word) for word in range(4))
    assert all(0.0 < u < 1.0 for u in four)


@PROPERTY
@given(st.lists(ADDRESS, min_size=1, max_size=20, unique=True), st.integers(1, 9), st.randoms())
def test_more_identities_or_another_order_change_nobodys_draws(identities, columns, random):
    luck = luck_of(1, 0)
    alone = {i: uniforms(luck, "offers", COACH, [i], columns, week=4)[0].tolist() for i in identities}
    shuffled = random.sample(identities, len(identities))
    all_draws = uniforms(luck, "offers", COACH, shuffled, columns, week=4)
    assert all_draws.shape == (len(identities), columns)
    assert dict(zip(shuffled, all_draws.tolist(), strict=True)) == alone
    address = (luck, DECISION["offers"], COACH, identities[0], 4)
    assert alone[identities[0]] == [draw(*address, index) for index in range(columns)]


@rule
def count_poisson(luck, mean, counts):
    """Fill `counts` with Poisson counts, one a week."""
    for week in range(len(counts)):
        counts[week] = poisson(luck, 20, TOWN, 5, week, mean)


def counted(mean: float, weeks: int = 20_000) -> np.ndarray:
    counts = np.empty(weeks, dtype=np.int64)
    count_poisson(luck_of(2, 0), mean, counts)
    return counts


@pytest.mark.parametrize("mean", [0.02, 0.7, 5.0, 15.9, 16.0, 16.1, 40.0, 300.0, 2500.0])
def test_poisson_has_the_mean_and_variance_of_poisson(mean):
    counts = counted(mean)
    assert abs(counts.mean() - mean) < FAR * math.sqrt(mean / len(counts))
    assert abs(counts.var() - mean) < FAR * math.sqrt((mean + 2 * mean**2) / len(counts))


@pytest.mark.parametrize("mean", [0.7, 5.0, 18.0])
def test_poisson_counts_are_as_frequent_as_they_should_be(mean):
    counts = counted(mean)
    chance = np.array([math.exp(k * math.log(mean) - mean - math.lgamma(k + 1)) for k in range(200)])
    expected = chance[chance * len(counts) > 5] * len(counts)
    first = int(np.argmax(chance * len(counts) > 5))
    observed = np.bincount(counts, minlength=200)[first : first + len(expected)]
    chi_square = ((observed - expected) ** 2 / expected).sum()
    assert abs(chi_square - (len(expected) - 1)) < FAR * math.sqrt(2 * (len(expected) - 1))


def test_poisson_with_mean_0_is_0():
    assert counted(0.0, weeks=100).sum() == 0


def test_poisson_of_neighbouring_partners_and_weeks_is_uncorrelated():
    luck = luck_of(2, 0)
    counts = np.array(
        [[poisson(luck, 20, PARTNER, partner, week, 20.0) for week in range(60)] for partner in range(60)]
    )
    assert abs(z_of_correlation(counts[:-1], counts[1:])) < FAR
    assert abs(z_of_correlation(counts[:, :-1], counts[:, 1:])) < FAR
    assert abs(z_of_correlation(counts[1:, :-1], counts[:-1, 1:])) < FAR


def test_decisions_are_only_ever_appended():
    assert DECISIONS[: len(STORED)] == STORED
    assert "accepting" not in DECISIONS  # an invitation is accepted by the luck of its appointment
    assert len(set(DECISIONS)) == len(DECISIONS)
    assert {name: DECISIONS.index(name) for name in DECISIONS} == DECISION
    assert AGENT_KINDS[:4] == ("person", "coach", "partner", "town")
    assert (PERSON, COACH, PARTNER, TOWN) == (0, 1, 2, 3)
    assert len(AGENT_KINDS) <= 16


WORD = st.integers(0, 2**32 - 1)


@PROPERTY
@given(st.tuples(*[WORD] * 6))
def test_a_round_of_philox_multiplies_swaps_and_mixes_in_the_key(words):
    """The round of the paper in whole numbers of any size: high and low words of two products."""
    c0, c1, c2, c3, k0, k1 = words
    high_0, low_0 = divmod(0xD2511F53 * c0, 2**32)
    high_1, low_1 = divmod(0xCD9E8D57 * c2, 2**32)
    after = philox_round(*(np.uint64(word) for word in words))
    assert tuple(int(word) for word in after) == (high_1 ^ c1 ^ k0, low_1, high_0 ^ c3 ^ k1, low_0)


@PROPERTY
@given(st.lists(ADDRESS, min_size=1, max_size=9), ADDRESS, st.integers(1, 3), st.sampled_from([PERSON, PARTNER, TOWN]))
def test_a_table_of_draws_holds_the_draws_of_each_address(identities, week, blocks, kind):
    luck, table = luck_of(4, 1), np.full((len(identities), 4 * blocks), np.nan)
    draw_table(luck, DECISION["offers"], kind, np.array(identities), week, blocks, table)
    for row, identity in enumerate(identities):
        expected = [draw(luck, DECISION["offers"], kind, identity, week, index) for index in range(4 * blocks)]
        assert table[row].tolist() == expected


@PROPERTY
@given(st.lists(ADDRESS, min_size=1, max_size=9), ADDRESS, st.integers(0, 5), st.integers(0, 2))
def test_a_block_of_draws_fills_four_rows_a_column_a_person_and_no_others(identities, week, block, first):
    luck, table = luck_of(4, 1), np.full((7, len(identities) + 1), -1.0)
    draw_block(luck, DECISION["life"], np.array(identities), week, block, table, first)
    for column, identity in enumerate(identities):
        assert table[first : first + 4, column].tolist() == list(
            draw4(luck, DECISION["life"], PERSON, identity, week, block)
        )
    table[first : first + 4, : len(identities)] = -1.0
    assert (table == -1.0).all()
