"""Counting goods in: receipts against inbound orders."""
