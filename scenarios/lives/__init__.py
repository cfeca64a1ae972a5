"""Single people followed through one run."""
