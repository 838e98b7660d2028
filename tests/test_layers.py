"""The rules of the house that a test can read: size of modules and templates, and words that may not appear."""

from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
APPS = ("home", "network", "events", "charter", "search", "site/config")
MODULES = [path for app in APPS for path in (ROOT / app).rglob("*.py") if "migrations" not in path.parts]
TEMPLATES = list((ROOT / "templates").rglob("*.*"))


def too_long(paths, limit: int) -> dict[str, int]:
    lengths = {str(path.relative_to(ROOT)): len(path.read_text().splitlines()) for path in paths}
    return {path: length for path, length in lengths.items() if length > limit}


def test_modules_and_templates_stay_readable():
    assert too_long(MODULES, 400) == {}
    assert too_long(TEMPLATES, 120) == {}


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
