"""One week, in this order. This list is the table of contents of the rules."""

from .coaching import coaching
from .institution import institution
from .mind import mind
from .problems import life
from .referral import self_referral
from .search import work
from .service import partners

WEEK = (
    # Calendar: dated changes of levers, coaches who come and go (`calendar.py`)
    ("life", life),  # problems worsen, ease and spill over; shocks
    ("institution", institution),  # letters, checks, sanctions, payments
    ("coaching", coaching),  # conversations, no-shows, disclosures, referrals, leads
    ("self_referral", self_referral),  # people who reach a partner by themselves
    ("partners", partners),  # dropping out, finishing, admission, onward referral
    ("work", work),  # search, offers, work held and lost, return, other exits
    ("mind", mind),  # stress, autonomy, self-efficacy, trust, life satisfaction
    # Measures: the week's row in the book (`measures.py`)
)
"""The rule-sets in the order in which a week happens; each takes the world and the week."""
