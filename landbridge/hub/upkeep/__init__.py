"""Workers and the house: heartbeats, leases of the dead, days opened ahead and dropped."""
