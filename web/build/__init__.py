"""The build: turns web/src, the vendored runtime, the cutout wheel and the models into dist/.

Runs inside the environment that ../../build.py makes. Nothing here is imported by the server or reaches a browser.
"""
