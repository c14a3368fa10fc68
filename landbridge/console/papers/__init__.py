"""Papers of the warehouse: labels, packing lists, bills of lading, manifests; PDF and ZPL."""
