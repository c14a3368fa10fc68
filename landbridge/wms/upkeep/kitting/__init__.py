"""Kitting: lists of what kits are made of, and orders to make kits or to take them apart."""
