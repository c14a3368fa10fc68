"""Until when an order still leaves on the same day."""
