"""The Cutroom server: hands out the page, static files, models and headers.

It is not where pictures are processed: no route accepts a body and nothing is kept between requests.
"""

__version__ = "0.1.0"
