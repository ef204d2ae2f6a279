"""The register's public pages: municipalities, states, partner countries, statistics."""
