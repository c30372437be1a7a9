"""Migrations of the tables, run from inside the package (storage.database)."""
