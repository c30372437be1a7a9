"""A city that does not exist, through one season: what is true, what is served, what is told."""
