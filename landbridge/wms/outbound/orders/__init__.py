"""Outbound orders: taking versions in, their ladders, and what people see of them."""
