"""What is read, by noun. Frozen values come out, never rows."""
