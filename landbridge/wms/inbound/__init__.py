"""Goods coming in: inbound orders, receipts, putaway."""
