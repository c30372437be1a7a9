"""Drafts of letters (DOCX). None is ever sent by itself."""
