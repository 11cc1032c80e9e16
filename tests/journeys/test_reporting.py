"""Somebody with a telephone before a notice board: unnamed, one sentence, sent; then his receipt. Few taps."""

from __future__ import annotations

import pytest

from tests.journeys import axe
from tests.journeys.watching import PHONE, window

pytestmark = pytest.mark.slow


@pytest.mark.parametrize("scripts", [True, False], ids=["with scripts", "without"])
def test_from_the_board_to_the_receipt(scripts, browser, site, album):
    with window(browser, site, PHONE, java_script_enabled=scripts) as phone:
        phone.open(f"/report/{site.text('quality_reportboard', 'code')}/")
        if scripts:
            assert axe.faults(phone) == []
            assert phone.too_wide() == 0
            album.keep(phone, "report-phone")
        # Two fields and one button: the village is known, everything else is voluntary.
        phone.page.get_by_label("哪里有什么问题").fill("楼梯扶手松动")
        phone.page.get_by_label("楼号").fill("3号楼")
        phone.page.get_by_role("button", name="提交").click()
        phone.page.get_by_text("您的回执码").wait_for()
        assert "/report/receipt/" in phone.page.url
        if scripts:
            assert axe.faults(phone) == []
            assert phone.too_wide() == 0
            album.keep(phone, "receipt-phone")
