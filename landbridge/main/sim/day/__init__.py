"""A generated day: a warehouse works it off in simulated time, through its real code."""
