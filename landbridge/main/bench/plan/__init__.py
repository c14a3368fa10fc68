"""The planners on public instances: readers, published values, one runner for all sets."""
