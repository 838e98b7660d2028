"""Rights after an upgrade: those of a fresh install, but for what the administrator had changed by hand."""

import pytest
from factories.recorded import TAKEN_AWAY
from factories.rights import FILES, PAGES, expected_rights, rights_of, rights_on_files, rights_on_pages

pytestmark = pytest.mark.usefixtures("upgraded")


@pytest.mark.parametrize("name", ["Coordination", "Rédaction"])
def test_the_groups_have_the_rights_of_a_fresh_install(name):
    assert rights_of(name) == [right for right in expected_rights(name) if right != TAKEN_AWAY]
    assert rights_on_pages(name) == sorted((1, right) for right in PAGES[name])
    assert rights_on_files(name) == sorted((1, right) for right in FILES[name])
