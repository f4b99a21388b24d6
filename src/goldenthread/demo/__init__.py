"""The invented partnership, its personas and the benchmark's England. Nobody in it is real."""
