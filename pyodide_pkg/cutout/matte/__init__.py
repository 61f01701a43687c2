"""What goes into the network and comes out of it: its input, alpha, and whether a subject was found.

Other rooms import the modules below, and no others.
"""

__all__ = ["alpha", "input", "output", "subject"]
