"""What projects gives over the API: the same rows as the pages show, and the same actions.

A serializer keeps the fields of its class apart, so that one may be called ``label`` or ``source``; mypy cannot know.
"""

from rest_framework.routers import SimpleRouter

from projects.api.figures import FigureApi
from projects.api.lamps import LampApi
from projects.api.milestones import MilestoneApi
from projects.api.orders import OrderApi
from projects.api.public_facts import PublicFactApi
from projects.api.villages import VillageApi

router = SimpleRouter(use_regex_path=False)
router.register("villages", VillageApi, basename="village")
router.register("figures", FigureApi, basename="figure")
router.register("milestones", MilestoneApi, basename="milestone")
router.register("lamps", LampApi, basename="lamp")
router.register("orders", OrderApi, basename="order")
router.register("public-facts", PublicFactApi, basename="public-fact")
app_name = "projects-api"
urlpatterns = router.urls
