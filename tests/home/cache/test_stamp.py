"""The stamp that every process compares what it remembers with."""

import pytest

from home.cache.stamp import one_reading, present_stamp, renew_stamp
from home.models import Stamp

pytestmark = pytest.mark.django_db


def test_the_stamp_is_read_once_when_a_request_asks_often(django_assert_num_queries):
    renew_stamp()
    with one_reading(), django_assert_num_queries(1):
        assert present_stamp() == present_stamp()


def test_a_stamp_is_made_when_the_table_is_empty():
    Stamp.objects.all().delete()
    assert present_stamp() == Stamp.objects.get().value
