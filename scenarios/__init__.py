"""The question: scenario files, running them many times, and keeping the runs."""
