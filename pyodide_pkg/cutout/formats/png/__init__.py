"""PNG: read, written and checked.

Other rooms import the modules below, and no others.
"""

__all__ = ["chunks", "encode", "record", "source", "verify"]
