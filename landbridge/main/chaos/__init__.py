"""Real processes, a real PostgreSQL and a real Tryton under real kills."""
