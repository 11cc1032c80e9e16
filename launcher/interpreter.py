"""Find a Python that is new enough. Written so that any Python 3 can read it: it runs before that is known."""

import os
import shutil
import sys

OLDEST = (3, 11)
NEWER = ("python3.11", "python3.12", "python3.13")


def require_new_enough(module_or_script: list) -> None:
    """Return when this Python will do; else run the same command with a newer one, or exit with a sentence.

    ``module_or_script`` is what to run again: ``["-m", "launcher"]`` or ``["manage.py"]``.
    """
    if sys.version_info >= OLDEST:
        return
    for name in NEWER:
        found = shutil.which(name) or shutil.which(name, path="/usr/local/bin:/usr/bin")
        if found:
            os.execv(found, [found, *module_or_script, *sys.argv[1:]])  # noqa: S606  (no shell is wanted)
    current = ".".join(map(str, sys.version_info[:2]))
    sys.exit("需要 Python 3.11 或更新的版本，当前是 " + current + "。请安装 python3.11 后再试。")
