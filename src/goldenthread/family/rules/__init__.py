"""What the family's pages say, in plain words and in order. Plain Python: no Django, no clock."""
