"""The common base of all errors that a user can cause and correct."""


class VexError(ValueError):
    """Input or a question that is refused; the message names the rule, the value received and what to do."""
