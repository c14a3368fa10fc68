"""Goods on hold: looked at, and released or rejected."""
