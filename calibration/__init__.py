"""The world held against evidence: the published figures, and the background patterns that the world should show."""
