"""Ground floor: time, ids, quantities, money, findings, secrets, settings, PostgreSQL."""
