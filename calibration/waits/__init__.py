"""Waits for mental health care: what a month of waiting costs those referred, and what a town without a list gains."""
