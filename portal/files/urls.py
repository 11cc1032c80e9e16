from django.urls import path

from portal.files import views

app_name = "files"
urlpatterns = [
    path("files/<uuid:uid>", views.file, name="file"),
    path("files/<uuid:uid>/small", views.file_small, name="file-small"),
]
