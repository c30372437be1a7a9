"""Everything in open formats: tables as JSON Lines, mails, the archive as it is, digests."""
