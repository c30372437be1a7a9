"""Portals in, WARC and manifest out. Knows no database."""
