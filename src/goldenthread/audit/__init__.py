"""Who saw and changed what; the classes of field."""
