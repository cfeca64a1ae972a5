"""Scenarios paired on the same people with the same luck."""
