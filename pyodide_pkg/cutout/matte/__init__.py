"""What goes into the network and comes out of it: its input, alpha, and how little that can be trusted.

Other rooms import the modules below, and no others.
"""

__all__ = ["alpha", "doubt", "input", "look", "output"]
