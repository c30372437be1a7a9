"""Processes that we start beside ourselves: they die with us, whatever happens to us."""
