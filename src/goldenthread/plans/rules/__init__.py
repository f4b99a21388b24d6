"""What a plan is made of while people write it together. Plain Python: no Django, no database."""
