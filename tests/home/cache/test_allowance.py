"""How much one process may put in the shared cache."""

from home.cache.allowance import Allowance


def test_an_allowance_is_spent_by_number_and_by_bytes_and_comes_back(monkeypatch):
    now = [600.0]
    monkeypatch.setattr("home.cache.allowance.time.time", lambda: now[0])
    by_number, by_bytes = Allowance(number=2, size=100, seconds=60), Allowance(number=9, size=100, seconds=60)
    assert [by_number.spend(1) for _ in range(3)] == [True, True, False]
    assert [by_bytes.spend(size) for size in (60, 60, 40, 1)] == [True, False, True, False]
    now[0] = 660.0
    assert by_number.spend(100)
    assert by_bytes.spend(100)
