"""The warehouse: ledger, layout, inbound, outbound. Knows nothing of the hub."""
