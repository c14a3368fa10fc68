"""Configured systems on both shores: their settings, their secrets, their health, their routes."""
