"""Taking goods out of storage for orders."""
