# make run [PORT=8001] [WORLD=real] · make test [ARGS="tests/launcher -k kill"] [PGBIN=/usr/lib/postgresql/15/bin]
PYTHON ?= python3

.PHONY: run test check servers lock

run:
	@$(PYTHON) -m launcher run

test:
	@$(PYTHON) -m launcher test $(ARGS)

check:
	@$(PYTHON) -m launcher check

servers:
	@$(PYTHON) -m launcher servers

# For maintainers: new versions within the limits of requirements/*.in, written with their hashes.
lock:
	@$(PYTHON) -m launcher lock $(ARGS)
