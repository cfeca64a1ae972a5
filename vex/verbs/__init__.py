"""The verbs of the package, one a file; each is a command of the same name too."""
