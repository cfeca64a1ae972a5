"""The common base of all errors that a user can cause and mend."""


class VexError(ValueError):
    """Input or a question that is refused; the message names the rule, the value received and what to do."""


class TableError(VexError):
    """A faulty row in a table of the world, such as `levers.toml`; the message is for maintainers."""
