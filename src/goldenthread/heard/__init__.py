"""Were we heard? Short surveys after each step and once a year, and what was done about them."""
