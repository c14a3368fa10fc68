"""Counts and replenishments asked for by the clock, in the zone of the site."""
