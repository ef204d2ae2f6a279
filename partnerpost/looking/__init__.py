"""Looking at addresses from the command line: shown while it goes on, told as a table or as JSON, kept, recorded."""
