"""One sample report, written as offices publish it: web page, DOCX, PDF, plain text.

Each writer takes a sheet, a layout that names its difficulties, and a seed for
what varies without meaning. The same three give the same bytes.
"""
