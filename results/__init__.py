"""The answer: outcomes in tables, figures and money. Never runs a model."""
