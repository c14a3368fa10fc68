"""How long work takes and should take, and whether the day's work fits the day's people."""
