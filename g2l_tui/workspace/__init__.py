"""One repository under migration: where the pure part and the disk meet."""
