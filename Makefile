# make run [PORT=8001] [WORLD=real] [DEMO=small] · make test [ARGS="tests/launcher -k kill"] [PGBIN=/usr/lib/postgresql/15/bin]
# make check · make bench [ARGS="pdf --size city"] · make servers
PYTHON ?= python3

.PHONY: run test check servers bench soak backup restore-drill lock

run:
	@$(PYTHON) -m launcher run

test:
	@$(PYTHON) -m launcher test $(ARGS)

check:
	@$(PYTHON) -m launcher check

backup:
	@$(PYTHON) -m launcher backup

# FROM=FOLDER, by default the newest backup of BACKUPS=, by default var/backups.
restore-drill:
	@$(PYTHON) -m launcher restore-drill

servers:
	@$(PYTHON) -m launcher servers

bench:
	@$(PYTHON) -m launcher bench $(ARGS)

# ARGS="kills --out FILE"; by default every soak, kept as the next docs/measured/NN.json.
soak:
	@$(PYTHON) -m launcher soak $(ARGS)

# For maintainers: new versions within the limits of requirements/*.in, written with their hashes.
lock:
	@$(PYTHON) -m launcher lock $(ARGS)
