"""A seeded world around the real hub and warehouse: partners that fail, workers that die."""
