"""Powers over uploads. Both only open the door: who may add to a thing or read what is its own, the thing says."""

from portal.kernel.permissions import power

TAKE_FILES = power("take_files", "上传附件")
VIEW_FILES = power("view_files", "下载附件", reads=True)
