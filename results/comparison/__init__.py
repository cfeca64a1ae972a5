"""Verdicts, answer, tables, figures and files of `vex compare`."""
