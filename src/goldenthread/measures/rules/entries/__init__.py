"""The measures, by what they are about. `registry` gathers them."""
