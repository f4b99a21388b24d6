"""What each number means: numerator, denominator, and what may be published."""
