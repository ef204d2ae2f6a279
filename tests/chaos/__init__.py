"""Workers, mail server and database connections are killed while an issue goes out; then everything is counted."""
