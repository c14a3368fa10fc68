"""Work for people: who does what next, so that two never do the same."""
