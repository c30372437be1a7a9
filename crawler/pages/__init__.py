"""Pure functions of a page: text and address in, links and landmarks out."""
