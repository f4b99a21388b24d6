"""The pages of advice: the adviser's door, a service's position, the council's own."""
