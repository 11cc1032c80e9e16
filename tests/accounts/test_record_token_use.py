"""The day on which a token was last used is written once a day."""

from datetime import timedelta

from portal.accounts import actions, permissions
from portal.kernel import clock
from portal.kernel.permissions import System
from tests.clock import go_on

WHY = System("接口令牌当日首次使用")


def test_it_is_written_once_a_day(person, powers, deeds):
    actor = powers(person, permissions.USE_API)
    end = clock.today() + timedelta(days=30)
    token = actions.issue_token(actor, person, name="月报取数", expires_on=end).token
    assert token.last_used_on is None
    deeds.clear()
    for _ in range(2):
        token = actions.record_token_use(WHY, token)
        assert token.last_used_on == clock.today()
    assert [len(deed.changes) for deed in deeds] == [1, 0]
    go_on(timedelta(days=1))
    assert actions.record_token_use(WHY, token).last_used_on == clock.today()
