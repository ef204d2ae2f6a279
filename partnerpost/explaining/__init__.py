"""Showing what the reader found in one document, and why."""
