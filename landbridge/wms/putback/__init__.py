"""Bringing goods back to storage that no order wants any more."""
