"""Levels: how full pick bins should be, proposed from what was picked."""
