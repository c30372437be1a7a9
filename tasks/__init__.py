"""Celery: load, call the core, keep, commit, queue the next."""
