"""Children, adults, and the separate facts of each link between them."""
