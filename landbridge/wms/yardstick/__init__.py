"""A grown warehouse for measurements: its bins, stock, orders and years of past work."""
