"""Duties: who owes which report by when, and what state that is in."""
