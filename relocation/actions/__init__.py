"""The deeds of relocation, one noun per file."""

from relocation.actions.afterwards import provide_transition_home, settle_agreement, vacate_household
from relocation.actions.agreements import (
    draft_agreement,
    return_agreement,
    review_agreements,
    sign_agreement,
    void_agreement,
)
from relocation.actions.households import (
    correct_household,
    note_phones_read,
    record_household,
    record_households,
    withdraw_household,
)
from relocation.actions.notices import answer_objection, attach_posting, publish_results, record_objection
from relocation.actions.policies import adopt_policy, announce_policy, draft_policy, revise_policy, withdraw_policy
from relocation.actions.printing import hand_out_agreement

__all__ = [
    "adopt_policy",
    "announce_policy",
    "answer_objection",
    "attach_posting",
    "correct_household",
    "draft_agreement",
    "draft_policy",
    "hand_out_agreement",
    "note_phones_read",
    "provide_transition_home",
    "publish_results",
    "record_household",
    "record_households",
    "record_objection",
    "return_agreement",
    "review_agreements",
    "revise_policy",
    "settle_agreement",
    "sign_agreement",
    "vacate_household",
    "void_agreement",
    "withdraw_household",
    "withdraw_policy",
]
