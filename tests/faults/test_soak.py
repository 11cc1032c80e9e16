"""The soak runs a test at the size it names, picks up its numbers, and keeps them with commit and machine."""

import json

from bench import printing
from tests import soak

PROBE = """
import json, os
from pathlib import Path

def test_probe():
    Path(os.environ["PORTAL_MEASURED"]).write_text(json.dumps({"weeks": int(os.environ["PORTAL_WEEKS"])}))
    assert os.environ["PORTAL_KILLS"] == "3"
"""


def probe(folder, **size):
    file = folder / "test_probe.py"
    file.write_text(PROBE)
    return soak.Soak("probe", str(file), {"PORTAL_WEEKS": "7", "PORTAL_KILLS": "3", **size})


def test_the_numbers_of_a_test_are_picked_up_with_its_size(tmp_path):
    found = soak.run(probe(tmp_path))
    assert (found["passed"], found["weeks"], found["size"]["PORTAL_KILLS"]) == (True, 7, "3")
    assert found["seconds_in_all"] > 0
    assert soak.run(probe(tmp_path, PORTAL_KILLS="4"))["passed"] is False


def test_what_was_measured_is_kept_under_its_commit_in_the_next_file(tmp_path, monkeypatch):
    monkeypatch.setattr(soak, "MEASURED", tmp_path)
    assert soak.next_file().name == "01.json"
    (tmp_path / "07.json").write_text("{}")
    assert soak.next_file().name == "08.json"
    monkeypatch.setattr(soak, "SOAKS", (probe(tmp_path),))
    assert soak.main([]) == 0
    kept = json.loads((tmp_path / "08.json").read_text())
    assert kept["commit"]
    assert kept["machine"] == printing.machine()
    assert [each["weeks"] for each in kept["soaks"]] == [7]


def test_each_soak_names_a_test_that_is_there():
    for each in soak.SOAKS:
        assert (printing.ROOT / each.target).is_file()
        assert each.size
