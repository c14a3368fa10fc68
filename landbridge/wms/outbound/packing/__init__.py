"""Putting picked goods into shipping cartons."""
