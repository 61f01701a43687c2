"""Values on their way between JavaScript and Python. In CPython, without JavaScript, they pass as they are."""

from typing import Any, cast


def to_python(value: Any) -> Any:
    """Convert a JavaScript object to Python's own types; anything else is returned as it is."""
    return value.to_py() if hasattr(value, "to_py") else value


def to_bytes(data: Any) -> bytes:
    """Copy a typed array, or anything bytes-like, into bytes."""
    return cast(bytes, data.to_bytes()) if hasattr(data, "to_bytes") else bytes(data)


def to_javascript(value: Any) -> Any:
    """Convert lists to arrays, dicts to plain objects and memory to typed arrays, with a copy."""
    try:
        from js import Object
        from pyodide.ffi import to_js
    except ModuleNotFoundError:
        return value  # CPython: whoever is called is a Python function
    return to_js(value, dict_converter=Object.fromEntries)
