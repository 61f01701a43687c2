"""The one exception that means: the server cannot start, and a person has to change something first.

It is not raised while requests are answered; those failures are in error_responses.py.
"""

BUILD_HINT = "Run `python3 build.py build`."


class StartError(Exception):
    """The server cannot start; the message says what was found and what to do."""
