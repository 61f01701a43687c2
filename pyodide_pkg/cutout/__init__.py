"""From the bytes of a photo to a straight-alpha PNG of its subject.

It is pure Python on numpy and Pillow, so the same code runs in the browser (Pyodide) and in CPython.
It is not a model runtime: the caller hands in `infer`. It reads no files, opens no connections and keeps no state.
Start reading at `pipeline`.
"""

__version__ = "0.1.0"
