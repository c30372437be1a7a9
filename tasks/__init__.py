"""Celery tasks: five lines each. They take ids, may run twice, and queue what follows after commit.

State lives in the database; the broker is a bell. Whatever a lost message or a
killed process leaves undone, the next tick finds.
"""
