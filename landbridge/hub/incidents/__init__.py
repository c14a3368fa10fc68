"""What a person must know of: told once, worked on together, closed by the facts."""
