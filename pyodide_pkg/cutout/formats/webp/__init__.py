"""WebP: read, written and checked.

Other rooms import the modules below, and no others.
"""

__all__ = ["encode", "record", "source", "verify"]
