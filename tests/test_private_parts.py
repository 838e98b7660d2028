"""What other libraries do not promise to keep: each use of it says when it breaks."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
APPS = ("home", "network", "events", "charter", "search", "site")
MODULES = [path for app in APPS for path in (ROOT / app).rglob("*.py") if "migrations" not in path.parts]
# Documented by Django and by Python, although they begin with a line.
DOCUMENTED = {"_meta", "_default_manager", "_base_manager", "_replace", "_asdict", "_fields", "_field_defaults"}
SENTENCE = "Breaks when"


def private_uses(tree: ast.Module) -> Iterator[tuple[int, str]]:
    """Line and name of each attribute and import that belongs to a library and is private there."""
    own = {node.name for node in ast.walk(tree) if isinstance(node, ast.FunctionDef | ast.ClassDef)}
    for node in ast.walk(tree):
        if isinstance(node, ast.Attribute) and is_private(node.attr) and node.attr not in own:
            yield node.lineno, node.attr
        if isinstance(node, ast.ImportFrom) and node.module:
            steps = [*node.module.split("."), *(alias.name for alias in node.names)]
            yield from ((node.lineno, step) for step in steps if step == "internal" or is_private(step))


def is_private(name: str) -> bool:
    return name.startswith("_") and not name.startswith("__") and name not in DOCUMENTED


def unexplained(text: str) -> list[tuple[int, str]]:
    """The uses in a module that no sentence explains: one in the comment or docstring before it, or of the module."""
    tree = ast.parse(text)
    if SENTENCE in (ast.get_docstring(tree) or ""):
        return []
    functions = [node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef | ast.ClassDef)]
    told = [
        range(node.lineno, node.end_lineno + 1) for node in functions if SENTENCE in (ast.get_docstring(node) or "")
    ]
    lines = text.splitlines()
    return [
        (line, name)
        for line, name in private_uses(tree)
        if not any(line in function for function in told)
        and not any("#" in before and SENTENCE in before for before in lines[max(0, line - 4) : line - 1])
    ]


def test_each_use_of_a_private_part_says_when_it_breaks():
    found = {str(path.relative_to(ROOT)): unexplained(path.read_text()) for path in MODULES}
    assert {path: uses for path, uses in found.items() if uses} == {}


@pytest.mark.parametrize(
    ("text", "uses"),
    [
        ("a._b", [(1, "_b")]),
        ("from a.internal import b", [(1, "internal")]),
        ("from a import _b", [(1, "_b")]),
        ("# Breaks when a does.\na._b", []),
        ("def f():\n    '''Does. Breaks when a does.'''\n    a._b\na._c", [(4, "_c")]),
        ("def _b(): pass\nself._b\nModel._meta", []),
    ],
)
def test_a_private_part_is_seen_when_nothing_explains_it(text, uses):
    assert unexplained(text) == uses
