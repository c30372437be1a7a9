"""Dates as portals print them; read as reports' dates are (``nianbao.report.days``)."""

from nianbao.report.days import day, find, in_url, years

__all__ = ["day", "find", "in_url", "years"]
