"""What several pages of funding show alike."""

NO_BOOK = "本台账用于溯源核对，不替代会计账簿。支付在预算管理一体化系统或银行办理，这里登记审批和回单。"
