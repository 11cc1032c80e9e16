#!/usr/bin/env python3
"""Django's commands, at any time: in ``.venv``, and with the embedded servers when no others are named."""

import os.path
import sys

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))

from launcher.interpreter import require_new_enough

require_new_enough([__file__])

from launcher.managing import main  # noqa: E402  (only now is the Python known to be able to read it)

if __name__ == "__main__":
    sys.exit(main(sys.argv))
