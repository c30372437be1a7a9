"""What is written, by noun. Every function takes the session of ``Database.write`` first.

Everything here may run twice: what is there already is left as it is.
"""
