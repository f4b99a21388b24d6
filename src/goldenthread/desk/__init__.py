"""A professional's day: what is owed, to whom, by when; then the child's thread."""
