"""Surfaces: console screens, handheld flows, REST API."""
