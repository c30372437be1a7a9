"""From bytes to a report: one module a format, then grid, numbers and fit."""
