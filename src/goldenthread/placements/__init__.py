"""Where a child is placed, from when to when; nothing of the same rank overlaps."""
