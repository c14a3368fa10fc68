"""Deliveries go out: leased, in order per order key, asked about before they are repeated."""
