"""What funding gives over the API: the same rows as the pages show.

A serializer keeps the fields of its class apart, so that one may be called ``label`` or ``source``; mypy cannot know.
"""

from rest_framework.routers import SimpleRouter

from funding.api.contracts import ContractApi
from funding.api.payments import PaymentApi

router = SimpleRouter(use_regex_path=False)
router.register("contracts", ContractApi, basename="contract")
router.register("payments", PaymentApi, basename="payment")
app_name = "funding-api"
urlpatterns = router.urls
