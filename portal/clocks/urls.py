from django.urls import path

from portal.clocks.views import calendar, clocks, deadline_rules

app_name = "clocks"
urlpatterns = [
    path("calendar/", calendar.calendar_now, name="calendar"),
    path("calendar/<int:year>/", calendar.calendar_year, name="calendar-year"),
    path("calendar/change/", calendar.calendar_change_make, name="calendar-change-make"),
    path("calendar/changes/<int:pk>/", calendar.calendar_change, name="calendar-change"),
    path("calendar/reckon/", calendar.reckon, name="reckon"),
    path("deadline-rules/", deadline_rules.rule_list, name="rule-list"),
    path("deadline-rules/new/", deadline_rules.rule_publish, name="rule-publish"),
    path("deadline-rules/<int:pk>/", deadline_rules.rule, name="rule"),
    path("deadline-rules/<int:pk>/new-version/", deadline_rules.rule_new_version, name="rule-new-version"),
    path("clocks/", clocks.clock_list, name="clock-list"),
]
