"""The contract suite and faulty partners that every connector is tested with."""
