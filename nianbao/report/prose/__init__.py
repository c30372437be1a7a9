"""What a report says in words about what its tables hold: sentence, clause, quantity, claim.

A statement counts only if every word of it is understood. A word that is in no list
(another body, a channel, a month, 近、约、较……) drops the statement; it is never guessed at.
"""
