"""What is kept how long, what of the archive may go, and how its going is recorded."""
