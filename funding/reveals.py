"""What of funding is masked on pages and may be shown whole."""

from funding.models import Contract, Payment
from funding.permissions import REVEAL_ACCOUNTS
from portal.accounts.contributions import concealed

concealed(Payment, "account", label="收款账号", needs=REVEAL_ACCOUNTS)
concealed(Contract, "account", label="收款账号", needs=REVEAL_ACCOUNTS)
concealed(Contract, "wage_account", label="农民工工资专用账户账号", needs=REVEAL_ACCOUNTS)
