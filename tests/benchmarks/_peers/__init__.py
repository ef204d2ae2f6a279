"""Other programs that collect feeds, each a script for a Python of its own: `SITE FEEDS FOLDER`, two figures out.

The figures are milliseconds of CPU per feed, first time and unchanged.
"""
