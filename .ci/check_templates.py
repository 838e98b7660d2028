"""Whether every template can be read in a diff: at most 160 characters a line and 120 lines.

The texts of mails (.txt) may have longer lines: there a line is a paragraph, and a break would reach the reader.
"""

import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
WIDTH = 160
LENGTH = 120


def too_long(path: Path) -> list[str]:
    """One sentence for each line that is too wide, and one for a file of too many lines."""
    name = path.relative_to(ROOT)
    lines = path.read_text().splitlines()
    sentences = [
        f"{name}:{number}: {len(line)} characters, at most {WIDTH}."
        for number, line in enumerate(lines, start=1)
        if len(line) > WIDTH and path.suffix != ".txt"
    ]
    if len(lines) > LENGTH:
        sentences.append(f"{name}: {len(lines)} lines, at most {LENGTH}: let a part of it be a template to include.")
    return sentences


def main() -> int:
    templates = sorted(path for path in (ROOT / "templates").rglob("*") if path.is_file())
    problems = [sentence for path in templates for sentence in too_long(path)]
    for problem in problems:
        print(problem)
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main())
