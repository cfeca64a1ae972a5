"""Checks of mechanisms: what each rule of the world does to people, measured."""
