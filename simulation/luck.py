"""Addressed luck: every random decision in the world has a name, and its draw an address.

A draw is a pure function of (seed, replication, decision, kind, id, week, block). The same person has the same
luck in the same week under every policy, independent of other people and of the number of processes.

The generator is Philox4x32-7 (Salmon, Moraes, Dror and Shaw 2011, "Parallel random numbers: as easy as 1, 2,
3", SC11: seven rounds already pass every test of BigCrush). `tests/simulation/test_unit_luck.py` holds it
against the authors' published vectors and tests the uniforms. One block gives four uniforms of 32 bits. The address
is the counter, so two different addresses never share a block.
"""

import math

import numpy as np

from .arguments import whole_number
from .compiled import rule

DECISIONS = (
    "attributes", "levels", "start_mind", "start_help", "start_work", "start_contact",  # synthesis
    "arrivals", "life", "letters", "takeover", "showing_up", "disclosing",
    "meeting", "referring", "self_referral", "waiting", "service", "town_arrivals",
    "onward", "offers", "holding_work", "start_queue", "asking", "town_patience",
    "interceding",
    "recruiting", "lot", "imputing", "survey", "survey_error", "courses", "acquaintance", "pins", "pin_network",
)  # fmt: skip
"""Names of the decisions. The position is part of the address: append, never reorder."""

AGENT_KINDS = ("person", "coach", "partner", "town")
"""Kinds of agents that decide."""

DECISION = {name: number for number, name in enumerate(DECISIONS)}
PERSON, COACH, PARTNER, TOWN = range(4)

CHUNK = 128
"""People whose draws of a week are computed in one block; a table of this size stays in the processor's cache."""

_LOW = np.uint64(0xFFFFFFFF)
_HALF = np.uint64(32)
_MULTIPLIER_0 = np.uint64(0xD2511F53)
_MULTIPLIER_1 = np.uint64(0xCD9E8D57)
_WEYL_0 = np.uint64(0x9E3779B9)
_WEYL_1 = np.uint64(0xBB67AE85)
_UNIT = 2.0**-32
_TWO, _THREE, _FOUR, _FIVE, _SIX = (np.uint64(k) for k in range(2, 7))


@rule
def philox_round(c0, c1, c2, c3, k0, k1):
    """Return the counter after one round; the masks tell the compiler that 32 bits are multiplied."""
    product_0 = _MULTIPLIER_0 * (c0 & _LOW)
    product_1 = _MULTIPLIER_1 * (c2 & _LOW)
    return (product_1 >> _HALF) ^ c1 ^ k0, product_1 & _LOW, (product_0 >> _HALF) ^ c3 ^ k1, product_0 & _LOW


@rule
def philox(c0, c1, c2, c3, k0, k1):
    """Return four 32-bit words for the counter (c0…c3) and the key (k0, k1); all are uint64 below 2**32.

    Seven rounds, written out: a loop of rounds would keep a loop over people from computing several at once.
    """
    c0, c1, c2, c3 = philox_round(c0, c1, c2, c3, k0, k1)
    c0, c1, c2, c3 = philox_round(c0, c1, c2, c3, (k0 + _WEYL_0) & _LOW, (k1 + _WEYL_1) & _LOW)
    c0, c1, c2, c3 = philox_round(c0, c1, c2, c3, (k0 + _TWO * _WEYL_0) & _LOW, (k1 + _TWO * _WEYL_1) & _LOW)
    c0, c1, c2, c3 = philox_round(c0, c1, c2, c3, (k0 + _THREE * _WEYL_0) & _LOW, (k1 + _THREE * _WEYL_1) & _LOW)
    c0, c1, c2, c3 = philox_round(c0, c1, c2, c3, (k0 + _FOUR * _WEYL_0) & _LOW, (k1 + _FOUR * _WEYL_1) & _LOW)
    c0, c1, c2, c3 = philox_round(c0, c1, c2, c3, (k0 + _FIVE * _WEYL_0) & _LOW, (k1 + _FIVE * _WEYL_1) & _LOW)
    return philox_round(c0, c1, c2, c3, (k0 + _SIX * _WEYL_0) & _LOW, (k1 + _SIX * _WEYL_1) & _LOW)


@rule
def draw4(luck, decision, kind, identity, week, block):
    """Return the four uniforms in (0, 1) at this address.

    `luck` is the pair from `luck_of`; `identity`, `week` and `block` lie in 0…2**32 − 1.
    """
    a, b, c, d = philox(
        np.uint64(identity), np.uint64(week), np.uint64(decision * 16 + kind), np.uint64(block), luck[0], luck[1]
    )
    return (a + 0.5) * _UNIT, (b + 0.5) * _UNIT, (c + 0.5) * _UNIT, (d + 0.5) * _UNIT


@rule
def draw(luck, decision, kind, identity, week, index):
    """Return one uniform in (0, 1); indices 0…3 share a block, and so on."""
    four = draw4(luck, decision, kind, identity, week, index // 4)
    return four[index % 4]


@rule
def draw_table(luck, decision, kind, identities, week, blocks, table):
    """Fill `table`, shape (len(identities), 4 * blocks), with uniforms; one row an identity."""
    for row in range(len(identities)):
        for block in range(blocks):
            four = draw4(luck, decision, kind, identities[row], week, block)
            for column in range(4):
                table[row, 4 * block + column] = four[column]


@rule
def draw_block(luck, decision, identities, week, block, table, first):
    """Write one block of each person into rows `first` to `first` + 3 of `table`, a column a person.

    The addresses are those of `draw4`; in this loop the processor computes the blocks of several people at once.
    """
    for column in range(len(identities)):
        a, b, c, d = philox(
            np.uint64(identities[column]), np.uint64(week), np.uint64(decision * 16 + PERSON), np.uint64(block),
            luck[0], luck[1],
        )  # fmt: skip
        table[first, column] = (a + 0.5) * _UNIT
        table[first + 1, column] = (b + 0.5) * _UNIT
        table[first + 2, column] = (c + 0.5) * _UNIT
        table[first + 3, column] = (d + 0.5) * _UNIT


def luck_of(seed: int, replication: int) -> tuple[np.uint64, np.uint64]:
    """Return the key of all draws of one replication.

    Raises TypeError or ValueError unless 0 <= seed < 2**64 and 0 <= replication < 2**32 are whole numbers.
    """
    seed = whole_number("seed", seed, 0, 2**64 - 1)
    replication = whole_number("replication", replication, 0, 2**32 - 1)
    words = philox(
        np.uint64(seed & 0xFFFFFFFF), np.uint64(seed >> 32), np.uint64(replication), np.uint64(0x56455821),
        np.uint64(0x54494C42), np.uint64(0x55524721),
    )  # fmt: skip
    return np.uint64(words[0]), np.uint64(words[1])


def uniforms(luck, decision: str, kind: int, identities, columns: int, week: int = 0) -> np.ndarray:
    """Return uniforms, shape (len(identities), columns), at the addresses of one decision."""
    identities = np.asarray(identities, dtype=np.int64)
    blocks = -(-columns // 4)
    table = np.empty((len(identities), 4 * blocks))
    draw_table(luck, DECISION[decision], kind, identities, week, blocks, table)
    return table[:, :columns]


@rule
def poisson(luck, decision, kind, identity, week, mean):
    """Return a Poisson count by inversion; large means are split into parts of at most 16."""
    count = 0
    index = 0
    left = mean
    while left > 0.0:
        part = left if left < 16.0 else 16.0
        left -= part
        u = draw(luck, decision, kind, identity, week, index)
        index += 1
        chance = math.exp(-part)
        total = chance
        k = 0
        while u > total and k < 200:
            k += 1
            chance *= part / k
            total += chance
        count += k
    return count
