from django.urls import path

from portal.jobs import views

app_name = "jobs"
urlpatterns = [
    path("", views.jobs, name="jobs"),
    path("<int:pk>/retry/", views.job_retry, name="job-retry"),
]
