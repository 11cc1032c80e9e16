"""表格导入 in the menu; what waits to be confirmed is told by 我的待办."""

from django.urls import reverse_lazy

from portal.imports.permissions import VIEW_IMPORTS
from portal.web.pages import MenuItem, menu

menu(
    "imports",
    MenuItem("表格导入", reverse_lazy("imports:run-list"), "file-earmark-arrow-up", "点位", VIEW_IMPORTS),
    order=150,
)
