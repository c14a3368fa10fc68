"""Master data of the warehouse: items with units and barcodes, parties; what a scan means."""
