"""Slotting: proposals which item should lie in which pick bin, and the moves that follow."""
