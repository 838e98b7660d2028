"""HEAD is answered as GET, without the body."""

import pytest
from django.core.handlers.wsgi import WSGIHandler
from django.test import RequestFactory

from config.head import without_body
from config.page_cache import PageCache


@pytest.mark.django_db
@pytest.mark.parametrize("path", ["/fr/", "/robots.txt", "/fr/rien-ici/"])
def test_a_head_has_the_headers_of_the_page_and_no_byte_of_it(site_tree, open_connection, path):
    application = without_body(PageCache(WSGIHandler()))

    def ask(method: str):
        told = {}
        environ = RequestFactory().generic(method, path, HTTP_HOST="testserver").environ
        body = application(environ, lambda status, headers: told.update(dict(headers), status=status))
        return told["status"], told.get("Content-Length"), b"".join(body)

    head, page, again = ask("HEAD"), ask("GET"), ask("HEAD")
    assert page[2]
    assert head == again == (*page[:2], b"")
