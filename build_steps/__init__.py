"""The steps of build.py: first the environment, then dist/. Nothing here is served or reaches a browser.

The files of this folder itself run before the environment exists, with any Python from 3.11 on: they import the
standard library and each other, and a folder below only inside a function. The folders run in .venv:

- `downloads`: gets files and compares each with its pinned checksum.
- `models`: the catalogue, and how a published model becomes a folder that the server finds.
- `graph`: the passes over a model's graph.
- `assembly`: puts dist/ together (`order` is the order of it all) and adds models to it (`model_command`).

`tests/build/test_bare_python.py` holds these rules.
"""
