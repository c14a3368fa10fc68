"""Goods that come back: authorised, received, inspected, decided upon."""
