"""Pictures of goods as they came."""
