"""Plain tools for arrays that several rooms use. They know no format, no network and no colour space.

Other rooms import the modules below, and no others.
"""

__all__ = ["bounds", "resample", "rows", "tiles"]
