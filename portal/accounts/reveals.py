"""What of accounts is masked on pages and may be shown whole."""

from portal.accounts.contributions import concealed
from portal.accounts.models import User
from portal.accounts.permissions import REVEAL_PHONES

concealed(User, "phone", label="手机号码", needs=REVEAL_PHONES)
