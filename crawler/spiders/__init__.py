"""One spider a portal family: it fetches, and asks the page functions what it got."""
