"""Layout of figures, and files of figures and tables."""
