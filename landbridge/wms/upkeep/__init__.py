"""Keeping stock right and at hand: counting, replenishing, changing the status of goods."""
