"""Ratios against the usual ways of doing the same work, measured in turn in one run: `python -m bench --help`.

Absolute times drift with the machine and ratios of one run hold, so every goal is a ratio. A case makes its own data
from a fixed seed, checks what every runner gives back, and is no test of time: the suite only runs each at its least.
"""
