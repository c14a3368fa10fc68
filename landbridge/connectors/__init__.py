"""One folder per outside system; siblings are strangers to each other."""
