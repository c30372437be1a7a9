"""Pages as pure functions: text and address in, links and facts out. Nothing here fetches."""
