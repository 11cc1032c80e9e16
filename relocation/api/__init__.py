"""What relocation gives over the API: the same rows as the pages show, names masked."""

from rest_framework.routers import SimpleRouter

from relocation.api.agreements import AgreementApi
from relocation.api.households import HouseholdApi
from relocation.api.notices import NoticeApi
from relocation.api.policies import PolicyApi

router = SimpleRouter(use_regex_path=False)
router.register("households", HouseholdApi, basename="household")
router.register("policies", PolicyApi, basename="policy")
router.register("notices", NoticeApi, basename="notice")
router.register("agreements", AgreementApi, basename="agreement")
app_name = "relocation-api"
urlpatterns = router.urls
