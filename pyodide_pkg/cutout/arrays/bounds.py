"""How exact a value between 0 and 1 has to be where float arrays come in from outside."""

ROUNDING = 1e-3
"""How far outside [0, 1] values may lie."""
