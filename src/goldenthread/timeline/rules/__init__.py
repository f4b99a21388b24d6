"""The timeline's rules, in plain Python: what an event may say, and what is known from it."""
