"""What may be typed on the pages of an assessment: shape only; meaning is checked by commands."""
