"""The plan desk's views: each reads the request, makes one call in, turns the answer to a page."""
