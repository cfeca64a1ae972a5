"""Trust (vertrouwen) comes on foot and leaves on horseback.

It has two speeds and three sources. A conversation raises the rapport with the contact person, and rapport raises
trust in the municipality. The experience of how one is treated moves slowly, and trust drifts to what this experience
and the person's own history say: the path that the one published trial on trust found (N01, N02). A breach takes a
share away at once: of trust whoever broke the promise, of rapport only if it was the contact person. Source: process
report, phase 2 ("te voet … te paard").
"""

from .compiled import rule


@rule
def breach(person, size, p):
    """Let the municipality break a promise to `person`; `size` 1 is a full breach."""
    person.breaches += 1
    if p.on_breaches:
        person.trust *= max(0.0, 1.0 - p.breach_takes * size)


@rule
def breach_by_contact(person, size, p):
    """Let the contact person break a promise to `person`; this takes from the rapport with the contact person, too."""
    breach(person, size, p)
    if p.on_breaches:
        person.rapport *= max(0.0, 1.0 - p.breach_takes * p.breach_on_rapport * size)


@rule
def treat(person, towards, weight):
    """Move the experience of how one is treated by this weight towards 0 (unfair) or 1 (fair)."""
    person.fair_treatment += weight * (towards - person.fair_treatment)


@rule
def grow_rapport(person, quality, p):
    """Raise rapport, and then trust, by a kept appointment of this quality (0…1)."""
    gain = p.on_rapport * p.rapport_gain * quality
    person.rapport += gain * (1.0 - person.rapport)
    person.trust += gain * p.trust_follows * person.rapport * (1.0 - person.trust)


@rule
def strongest_rapport(person):
    """Return the rapport with whom the person is closest to: the contact, or the one kept at Work & Income."""
    return max(person.rapport, person.rapport_department)


@rule
def trust_pull(person, p):
    """Return the trust towards which own history and the experience of how one is treated pull."""
    weight = p.on_fairness * p.fair_weighs
    return (1.0 - weight) * person.trust_history + weight * person.fair_treatment


@rule
def drift_of_trust(person, p):
    """Let trust drift, a week in which nothing more happens count as decent, and rapport fade."""
    person.trust += p.trust_drift * (trust_pull(person, p) - person.trust)
    treat(person, p.quiet_is_fair, p.quiet_weighs)
    person.rapport -= p.rapport_fades * person.rapport
    person.rapport_department -= p.rapport_fades * person.rapport_department
