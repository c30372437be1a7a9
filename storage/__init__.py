"""The only place that knows SQLAlchemy and the disk.

``rows`` are the tables, ``store`` writes, ``queries`` reads, ``archive`` holds the
evidence, ``registry`` imports and exports what administrators keep. Nothing but
frozen values (``storage.values``) and ids leaves this package.
"""
