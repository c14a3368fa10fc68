"""Screens by area; found by `console.discovery`."""
