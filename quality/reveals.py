"""Who must ring a reporter back sees his number whole, one at a time and with a reason."""

from portal.accounts.contributions import concealed
from quality.models import Complaint
from quality.permissions import REVEAL_REPORTERS

PHONE = concealed(Complaint, "phone", label="反映人联系电话", needs=REVEAL_REPORTERS)
