"""Truckloads: cartons scanned onto them, and the papers they leave with."""
