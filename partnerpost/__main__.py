"""`python -m partnerpost` is the command line."""

from partnerpost.cli import main

main()
