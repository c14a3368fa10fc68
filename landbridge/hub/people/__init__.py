"""What people do to documents and endpoints: again, once more, no more, stop, go on."""
