"""The rooms of the package `cutout`, what each may import, and a checker that reads sources without running them.

It knows imports that are written as such. An import by a computed name is not seen; the package has none.
"""

import ast
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

WORDS = frozenset(
    {"errors", "export_formats", "limits", "model_spec", "model_texts", "option_rules", "options", "stages"}
)
"""The top modules that hold what crosses to JavaScript. Build and server import some, so they need Python alone."""

ROOMS: Mapping[str, frozenset[str]] = {
    room: frozenset(below.split())
    for room, below in {
        "bridge": "pipeline formats formats.shared pictures colour words",
        "pipeline": "formats edges matte formats.shared pictures colour words",
        "formats": "formats.png formats.jpeg formats.webp formats.avif formats.heif formats.shared"
        " pictures colour arrays words",
        "formats.png": "formats.shared pictures colour arrays words",
        "formats.jpeg": "formats.shared colour arrays words",
        "formats.webp": "formats.shared pictures colour arrays words",
        "formats.avif": "formats.heif formats.shared pictures colour words",
        "formats.heif": "formats.shared colour arrays",
        "formats.shared": "pictures colour arrays words",
        "edges": "matte colour arrays",
        "matte": "pictures colour arrays words",
        "pictures": "colour words",
        "colour": "arrays words",
        "arrays": "",
        "words": "",
    }.items()
}
"""Who may import whom, from the top down: a room names only later ones.

`pipeline`, `pictures` and `words` have no folder.
"""

JAVASCRIPT = frozenset({"js", "pyodide", "pyodide_js"})


@dataclass(frozen=True)
class Import:
    """One imported name.

    Parameters
    ----------
    place : str
        File and line, for people.
    room : str
        Who imports; "" for the package's own `__init__`.
    target : str
        Dotted, absolute: the module, and the name taken from it where there is one.
    """

    place: str
    room: str
    target: str


def room_of(module: str) -> str:
    """The room of a module below `cutout`, such as `formats.png.encode`; "" where it has none."""
    if module in WORDS:
        return "words"
    while module and module not in ROOMS:
        module = module.rpartition(".")[0]
    return module


def imports(package: Path) -> Iterator[Import]:
    """All imports of all files, inside functions too; relative ones begin with a point."""
    for file in sorted(package.rglob("*.py")):
        path = file.relative_to(package)
        parts = path.parent.parts if path.stem == "__init__" else path.with_suffix("").parts
        room = room_of(".".join(parts))
        for node in ast.walk(ast.parse(file.read_text("utf-8"))):
            if isinstance(node, ast.Import):
                targets = [alias.name for alias in node.names]
            elif isinstance(node, ast.ImportFrom):
                module = "." * node.level + (node.module or "")
                targets = [f"{module}.{alias.name}" for alias in node.names]
            else:
                continue
            yield from (Import(f"{path.as_posix()}:{node.lineno}", room, target) for target in targets)


def faces(package: Path) -> dict[str, frozenset[str]]:
    """What each room that is a folder offers to others: `__all__` of its `__init__`."""
    result = {}
    for room in ROOMS:
        file = package.joinpath(*room.split("."), "__init__.py")
        if file.exists():
            for node in ast.parse(file.read_text("utf-8")).body:
                if isinstance(node, ast.Assign) and ast.unparse(node.targets[0]) == "__all__":
                    result[room] = frozenset(ast.literal_eval(node.value))
    return result


def problems(package: Path) -> list[str]:
    """Say what breaks the rules, one sentence each; empty where nothing does."""
    offered = faces(package)
    return [sentence for found in imports(package) if (sentence := _problem(found, offered)) is not None]


def _problem(found: Import, offered: Mapping[str, frozenset[str]]) -> str | None:
    first, _, inner = found.target.partition(".")
    if not first:
        return f"{found.place} imports {found.target}; write the absolute name, cutout...."
    if first in JAVASCRIPT and found.room != "bridge":
        return f"{found.place} imports {first}; only bridge knows JavaScript"
    if found.room == "words" and first != "cutout" and first not in sys.stdlib_module_names:
        return f"{found.place} imports {first}; words need Python alone"
    if first != "cutout":
        return None
    # `limits.MAX_PIXELS` and `errors.CutoutError` lie in modules that are not folders.
    target = room_of(inner) or room_of(inner.partition(".")[0])
    if target == found.room:
        return None
    if target not in ROOMS.get(found.room, frozenset()):
        return f"{found.place}: {found.room or 'the package'} imports {inner}; its room may not"
    taken = inner.removeprefix(target).lstrip(".").partition(".")[0]
    if target in offered and taken not in offered[target]:
        return f"{found.place}: {inner} is not in the face of {target} (`__all__` of its `__init__`)"
    return None
