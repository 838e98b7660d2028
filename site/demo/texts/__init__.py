"""What the files of ``content/`` may hold, and how they are read."""
