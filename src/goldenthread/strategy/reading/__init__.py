"""Reading an inspection report: plain Python, no Django, no database, no clock."""
