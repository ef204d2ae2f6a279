"""What machines that watch this one may know: whether all is there, and counts. Never a name, never an address."""
