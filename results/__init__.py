"""The answer: what outcomes say, in tables, figures and money. Never runs a model."""
