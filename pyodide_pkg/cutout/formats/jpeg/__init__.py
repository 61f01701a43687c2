"""JPEG: read.

Other rooms import the modules below, and no others.
"""

__all__ = ["record", "source"]
