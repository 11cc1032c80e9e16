"""Pages as a walk over the addresses does not meet them: refused, filled in wrongly, half signed in, asking first."""

import base64

import pytest
from django_otp.oath import hotp

from tests.journeys import axe
from tests.journeys.watching import DESK, window

pytestmark = pytest.mark.slow

REFUSED = {
    "/nothing-here/": 404,
    "/villages/999999/": 404,
    "/villages/?q=%00": 400,
    "/grants/": 403,
    "/account/sign-out/": 405,
}
LEFT_EMPTY = {
    "/organisations/open/": "office",
    "/grants/propose/": "office",
    "/public-figures/record/": "office",
    "/account/password/": "township",
    "/people/register/": "system_admin",
}


@pytest.fixture(scope="module")
def township(browser, site):
    with window(browser, site, DESK) as opened:
        opened.sign_in("township")
        yield opened


@pytest.mark.parametrize("address", REFUSED)
def test_a_refusal_serves_everybody(address, township, album):
    assert township.open(address).status == REFUSED[address]
    assert township.page.locator("#refusal").is_visible()
    assert township.troubles.take() == [f"status {REFUSED[address]}: {address}"]
    album.keep(township, f"refusal-{REFUSED[address]}")
    assert axe.faults(township) == []


@pytest.mark.parametrize("address", LEFT_EMPTY)
def test_an_empty_form_says_what_is_missing(address, browser, site, album):
    with window(browser, site, DESK) as opened:
        opened.sign_in(LEFT_EMPTY[address])
        opened.open(address)
        opened.page.locator("main form.form button[type=submit]").last.click()
        summary = opened.page.locator("[data-focus]")
        summary.wait_for()
        assert opened.page.evaluate("document.activeElement.matches('[data-focus]')")
        noted = opened.troubles.take()
        assert [note[:10] for note in noted] == ["status 422"]
        album.keep(opened, f"empty{address.replace('/', '-')}")
        assert axe.faults(opened) == []


def test_signing_in_serves_everybody(browser, site, album):
    with window(browser, site, DESK) as opened:
        opened.open("/account/sign-in/?next=/villages/")
        album.keep(opened, "sign-in")
        assert axe.faults(opened) == []
        opened.page.get_by_role("button", name="登录").click()
        opened.page.locator("[data-focus]").wait_for()
        assert opened.troubles.take() == ["status 422: /account/sign-in/?next=/villages/"]
        assert axe.faults(opened) == []


def test_the_second_step_serves_everybody(browser, site, album):
    """A phone is registered on the account's own page, and asked for at the next sign-in."""
    with window(browser, site, DESK) as opened:
        opened.sign_in("department")
        opened.open("/account/second-factor/")
        opened.page.get_by_role("button", name="开始登记").click()
        key = opened.page.locator("#setup code").inner_text()
        assert axe.faults(opened) == []
        opened.page.locator("#setup input[name=code]").fill(_code(opened, key))
        opened.page.get_by_role("button", name="确定").click()
        opened.page.get_by_text("动态验证码已登记").wait_for()
        opened.page.get_by_role("button", name="退出").click()
        opened.page.get_by_label("账号", exact=True).fill("department")
        opened.page.get_by_label("密码", exact=True).fill(site.passwords["department"])
        opened.page.get_by_role("button", name="登录").click()
        opened.page.get_by_role("heading", name="动态验证码").wait_for()
        album.keep(opened, "sign-in-code")
        assert axe.faults(opened) == []


def _code(opened, key):
    """What a phone shows for this key by the browser's clock."""
    key = "".join(key.split())
    seconds = opened.page.evaluate("Date.now()") // 1000
    return f"{hotp(base64.b32decode(key + '=' * (-len(key) % 8)), seconds // 30):06d}"


def test_a_deed_that_asks_first_can_be_left(browser, site):
    """Escape leaves the question, nothing is done, and the focus is back where it was."""
    with window(browser, site, DESK) as opened:
        opened.sign_in("system_admin")
        builder = site.first("accounts_user", "username = 'builder'")
        opened.open(f"/people/{builder}/")
        asking = opened.page.locator("form[data-confirm] button").first
        asking.focus()
        opened.page.keyboard.press("Enter")
        opened.page.get_by_role("dialog").wait_for()
        assert opened.page.evaluate("document.activeElement.closest('dialog') !== null")
        assert axe.faults(opened) == []
        opened.page.keyboard.press("Escape")
        opened.page.get_by_role("dialog").wait_for(state="detached")
        assert asking.evaluate("button => button === document.activeElement")
