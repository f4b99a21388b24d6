"""What the law says of consulting settings and naming one. Plain Python."""
