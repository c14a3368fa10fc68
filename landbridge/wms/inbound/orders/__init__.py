"""Inbound orders: taking versions in, and what people see of them."""
