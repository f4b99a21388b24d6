"""The child's own words, and their family's: in words, pictures, symbols, sound or film."""
