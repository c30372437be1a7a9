"""The console and the API: queries, decisions, manual entries."""
