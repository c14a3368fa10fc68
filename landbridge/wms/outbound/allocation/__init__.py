"""Which stock serves which order line: allocating, releasing picks, letting go."""
