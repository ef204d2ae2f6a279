"""Other programs that do what we do, each a script for a Python of its own.

Those that collect feeds: `SITE FEEDS FOLDER`, two figures out: milliseconds of CPU per feed, first time and unchanged.
`with_datasketch` knows texts again, see there.
"""
