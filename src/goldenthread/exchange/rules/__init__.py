"""What a council's own files say, as the facts our rows and events hold. Plain Python."""
