"""The spine: dated events, the clocks they start and stop, the worklist."""
