"""When allocated stock goes to the floor, and how it is picked there: waves, clusters, tours."""
