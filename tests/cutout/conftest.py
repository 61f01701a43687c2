"""How Hypothesis runs here: a busy machine's slow moment fails no test, so no example has a time limit of its own."""

from hypothesis import settings

settings.register_profile("untimed", deadline=None)
settings.load_profile("untimed")
