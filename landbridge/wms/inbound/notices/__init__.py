"""Advance ship notices: what a supplier says is on its way, plate by plate."""
