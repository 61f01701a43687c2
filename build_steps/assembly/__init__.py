"""Puts dist/ together: the page, its runtime, the Python packages and the models."""
