"""The desk's views, by the work they serve."""
