"""Trust (vertrouwen) comes on foot and leaves on horseback.

A kept appointment raises the rapport with the coach or client manager, and rapport raises trust in the municipality.
A breach takes away a share of trust at once. Source: process report, phase 2 ("te voet … te paard").
"""

from .compiled import rule


@rule
def breach(person, size, p):
    """Break a promise to `person`; `size` 1 is a full breach."""
    person.breaches += 1
    if p.on_breaches:
        person.trust *= max(0.0, 1.0 - p.breach_takes * size)
        person.rapport *= max(0.0, 1.0 - p.breach_takes * p.breach_on_rapport * size)


@rule
def grow_rapport(person, quality, p):
    """Raise rapport, and then trust, by a kept appointment of this quality (0…1)."""
    gain = p.on_rapport * p.rapport_gain * quality
    person.rapport += gain * (1.0 - person.rapport)
    person.trust += gain * p.trust_follows * person.rapport * (1.0 - person.trust)


@rule
def drift_of_trust(person, p):
    """Let trust drift to its historical value, and rapport fade."""
    person.trust += p.trust_drift * (person.trust_history - person.trust)
    person.rapport -= p.rapport_fades * person.rapport


@rule
def treat(person, towards, weight):
    """Move the experience of how one is treated by this weight towards 0 (unfair) or 1 (fair)."""
    person.fair_treatment += weight * (towards - person.fair_treatment)
