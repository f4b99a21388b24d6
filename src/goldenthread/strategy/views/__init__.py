"""The pages of the improvement plan, by what they are for."""
