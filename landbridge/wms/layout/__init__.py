"""The building: sites, zones, bins and the virtual bins that balance every move."""
