"""Goods going out: outbound orders, allocation, picking, packing, shipping."""
