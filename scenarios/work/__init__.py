"""Executors, worker processes and interrupts."""
