"""Changing the status of all stock of an item, lot or bin at once: a recall, and its end."""
