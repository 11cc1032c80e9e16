"""Powers over imports. They open the door to one's own runs; each sheet names the power that its rows take."""

from portal.kernel.permissions import power

VIEW_IMPORTS = power("view_imports", "查看表格导入", reads=True)
IMPORT_SHEETS = power("import_sheets", "办理表格导入")
