"""What every floor operation shares: one answer per key, wrong input in a sentence, pages."""
