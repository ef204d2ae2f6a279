"""What a public site owes: who answers for it, barriers, machines that ask first, open data, limits, a last answer."""
