"""Powers over what watches all and is seen by few."""

from portal.kernel.permissions import power

VIEW_TRAIL = power("view_trail", "查看操作留痕", reads=True)
EXPORT_TRAIL = power("export_trail", "导出操作留痕")
VIEW_FINDINGS = power("view_findings", "查看疑点", reads=True)
DISPOSE_FINDINGS = power("dispose_findings", "核查、处置疑点")
