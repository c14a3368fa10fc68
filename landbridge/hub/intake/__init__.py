"""Payloads come in: stored raw before anything else, recognised when they come again."""
