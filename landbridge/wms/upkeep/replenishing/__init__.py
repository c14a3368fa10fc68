"""Replenishment: pick bins are filled from bulk before they run empty."""
