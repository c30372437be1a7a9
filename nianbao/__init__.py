"""Nianbao (年报): watches public bodies publish their annual open-information report."""

__version__ = "0.1.0"
