"""Licence plates: pallets, boxes and totes that are moved as one, and stand on each other."""
