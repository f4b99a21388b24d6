"""Every message from or to a family, and how long it waits for an answer."""
