"""Summaries, intervals and paired differences."""
