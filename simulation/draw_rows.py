"""Rows of the table of draws: the decision that each uniform of a person is for. A column of the table is a person.

A pass over the people fills the rows it needs, so that the passes of a week share the table.
"""

LIFE_BLOCKS = 3
"""Blocks of four uniforms for life: three domains each, and last in each block an event."""
DOMAIN_ROWS = (0, 1, 2, 4, 5, 6, 8, 9, 10)
"""Row of each domain: whether the problem worsens or eases."""
ILLNESS_ROW, UPHEAVAL_ROW, CLOSE_ROW = 3, 7, 11
LETTER_ROW, UNANNOUNCED_ROW, OFFENCE_ROW, PAYMENT_ROW = range(12, 16)
STIRRED_ROW, ADDRESSED_ROW = 16, 17
"""Marks in place of uniforms: whether life, and whether the department, can change the person this week."""

OFFER_ROW, LEAVING_ROW, HOLDING_ROW, APPLYING_ROW = range(4)
"""Work: a job offer, leaving the benefit otherwise, the work or activity that is held, a check of applying."""

ASKING_ROW, ORDER_ROW = range(2)
"""Coaching: asking for a conversation, and the order of equals on the agenda."""

LOOKING_ROW, CHOICE_ROW = range(2)
"""Partners: looking for help, and the choice among partners."""

ROWS = 18
