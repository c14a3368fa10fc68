"""Composition root: settings, wiring, worker, command line. No logic."""
