"""The baseline: what Django's tutorial leads to, a row a reading and JSON both ways."""
