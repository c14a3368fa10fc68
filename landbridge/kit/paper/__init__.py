"""What papers and labels are made of: fonts for most scripts, lines of text, bars, sheets."""
