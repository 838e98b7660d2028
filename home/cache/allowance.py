"""How much one process may put in a cache that all share, whatever strangers ask for."""

import time
from threading import Lock


class Allowance:
    """At most ``number`` values of ``size`` bytes together in each stretch of ``seconds``, for all threads."""

    def __init__(self, *, number: int, size: int, seconds: int):
        self.number, self.size, self.seconds = number, size, seconds
        self.lock = Lock()
        self.stretch, self.values, self.bytes = 0, 0, 0

    def spend(self, size: int) -> bool:
        """Whether a value of ``size`` bytes may be put there; then it counts."""
        stretch = int(time.time() // self.seconds)
        with self.lock:
            if stretch != self.stretch:
                self.stretch, self.values, self.bytes = stretch, 0, 0
            if self.values >= self.number or self.bytes + size > self.size:
                return False
            self.values += 1
            self.bytes += size
            return True
