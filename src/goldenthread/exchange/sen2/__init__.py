"""The SEN2 person-level return: read it, check it, count it, write it. No Django, no database."""
