"""What readers do for themselves and the office does for them: choices, own data, mails to one alone, tables."""
