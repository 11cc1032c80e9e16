"""``python3 -m launcher run | test | check | servers | install``."""

import sys

from launcher.interpreter import require_new_enough

require_new_enough(["-m", "launcher"])

from launcher.commands import main  # noqa: E402  (only now is the Python known to be able to read it)

sys.exit(main(sys.argv[1:]))
