"""Findings and states to words to channels."""
