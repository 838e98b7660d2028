"""The rules of the house that a test can read: size of modules, words that may not appear, tests that may pass without
having asserted anything.
"""

import ast
from pathlib import Path

import pytest
from django.template.loader import get_template

ROOT = Path(__file__).resolve().parent.parent
APPS = ("home", "network", "events", "charter", "search", "site/config", "site/demo")
MODULES = [path for app in APPS for path in (ROOT / app).rglob("*.py") if "migrations" not in path.parts]
TEMPLATES = list((ROOT / "templates").rglob("*.*"))


def too_long(paths, limit: int) -> dict[str, int]:
    lengths = {str(path.relative_to(ROOT)): len(path.read_text().splitlines()) for path in paths}
    return {path: length for path, length in lengths.items() if length > limit}


def test_modules_stay_readable():
    assert too_long(MODULES, 400) == {}


@pytest.mark.parametrize("name", ["utils.py", "helpers.py"])
def test_no_module_is_a_drawer(name):
    assert [path for path in MODULES if path.name == name] == []


def test_templates_trust_no_text_and_hold_no_inline_code():
    forbidden = ("|safe", "<script>", 'style="', "onclick=", "http://", "https://")
    # Mail programs know no style sheet but what stands in the mail (the <style> itself is dropped by some of them).
    mails = ROOT / "templates" / "emails"
    found = [
        (str(path.relative_to(ROOT)), word)
        for path in TEMPLATES
        for word in forbidden
        if not (word == 'style="' and path.parent == mails)
        if word in path.read_text().replace("http://www.w3.org/", "").replace("https://schema.org", "")
    ]
    assert found == []


def test_site_folder_is_no_package():
    assert not (ROOT / "site" / "__init__.py").exists()


# Tests


def test_no_test_asserts_only_in_a_loop_that_may_not_run():
    """A list that came out empty passes such a test: assert its length too, or compare it as a whole."""
    found = []
    for path in sorted((ROOT / "tests").rglob("*.py")):
        tree = ast.parse(path.read_text())
        filled = names_of_what_is_written_out(tree.body, set())
        tests = [one for one in ast.walk(tree) if isinstance(one, ast.FunctionDef) and one.name.startswith("test_")]
        found += [f"{path.relative_to(ROOT)}: {test.name}" for test in tests if may_assert_nothing(test, filled)]
    assert found == []


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ("for one in found(): assert one", True),
        ("for one in [*found()]: assert one", True),
        ("for one in [one for one in (1, 2) if one > 2]: assert one", True),
        ("for one in found():\n  with pytest.raises(ValueError): one()", True),
        ("rows = found()\nfor row in rows: assert row", True),
        ("rows = found()\nassert len(rows) == 2\nfor row in rows: assert row", False),
        ("rows = [1, 2]\nfor row in sorted(rows): assert row", False),
        ("for place, (one, other) in enumerate({1: 2}.items()): assert one", False),
        ("for one in KINDS: assert one", False),
        ("for one in found(): print(one)", False),
    ],
)
def test_a_loop_is_found_when_what_it_runs_over_may_be_empty(body, expected):
    assert may_assert_nothing(ast.parse(body), set()) == expected


def may_assert_nothing(test: ast.AST, filled: set[str]) -> bool:
    """Whether all assertions stand in loops over what is not known to hold something."""
    filled = names_of_what_is_written_out(ast.walk(test), filled)
    loops = [one for one in ast.walk(test) if isinstance(one, ast.For) and not is_written_out(one.iter, filled)]
    inside = {id(one) for loop in loops for one in assertions(loop)}
    every = [id(one) for one in assertions(test)]
    return bool(every) and inside.issuperset(every)


def assertions(node: ast.AST) -> list[ast.AST]:
    """``assert``, ``with pytest.raises`` and ``with django_assert_num_queries``."""
    blocks = [one for one in ast.walk(node) if isinstance(one, ast.withitem)]
    words = ("pytest.raises(", "django_assert_num_queries(")
    asserting = [one for one in blocks if ast.unparse(one.context_expr).startswith(words)]
    return [one for one in ast.walk(node) if isinstance(one, ast.Assert)] + asserting


def names_of_what_is_written_out(statements, known: set[str]) -> set[str]:
    """``known`` names and those that ``statements`` give to something with a member in it."""
    given = [one for one in statements if isinstance(one, ast.Assign) and is_written_out(one.value, known)]
    return known | {target.id for one in given for target in one.targets if isinstance(target, ast.Name)}


def is_written_out(node: ast.AST, known: set[str]) -> bool:
    """Whether a loop over ``node`` runs, as far as the source says: a list with members, a constant, made of such."""
    match node:
        case ast.Tuple(elts=members) | ast.List(elts=members) | ast.Set(elts=members):
            filled = any(not isinstance(one, ast.Starred) or is_written_out(one.value, known) for one in members)
        case ast.Dict(keys=members):
            filled = bool(members)
        case ast.Name(id=name):
            filled = name in known or name.isupper()
        case ast.Attribute(attr=name):
            filled = name.isupper()
        case ast.ListComp(generators=parts) | ast.GeneratorExp(generators=parts) | ast.SetComp(generators=parts):
            filled = all(is_written_out(part.iter, known) and not part.ifs for part in parts)
        case ast.Call(func=ast.Name(id="range")):
            filled = True
        case ast.Call(func=ast.Name(id="enumerate" | "zip" | "sorted" | "reversed" | "list"), args=parts):
            filled = all(is_written_out(part, known) for part in parts)
        case ast.Call(func=ast.Attribute(value=whole, attr="items" | "values" | "keys")):
            filled = is_written_out(whole, known)
        case _:
            filled = False
    return filled


def test_every_template_compiles():
    """A tag or a filter that is no longer there is named, whether or not a test shows the page."""
    folder = ROOT / "templates"
    names = [str(path.relative_to(folder)) for kind in ("*.html", "*.txt") for path in folder.rglob(kind)]
    assert len(names) > 200
    assert [get_template(name).template.name for name in names] == names
