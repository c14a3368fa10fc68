"""Reading the bridge for people: open work, small counters and one page of rows at a time."""
