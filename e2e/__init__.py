"""End-to-end tests: the built page, served by the real server, in a real browser."""
