"""Everything that leaves: notices, email, text, post; once each, and with proof."""
