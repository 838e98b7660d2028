"""What the demo draws: its pictures and its papers."""
