"""Sources are read: one reader for each stream, a cursor that moves only with what was stored."""
