"""What of relocation is masked on pages and may be shown whole, one value at a time and with a reason."""

from portal.accounts.contributions import concealed
from relocation.models import Household, HouseholdMember
from relocation.permissions import REVEAL_HOUSEHOLDS

concealed(Household, "phone", label="联系电话", needs=REVEAL_HOUSEHOLDS)
concealed(HouseholdMember, "id_number", label="证件号码", needs=REVEAL_HOUSEHOLDS)
