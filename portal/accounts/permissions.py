"""Powers over people and organisations."""

from portal.kernel.permissions import power

VIEW_ORGANISATIONS = power("view_organisations", "查看单位", reads=True)
VIEW_PEOPLE = power("view_people", "查看人员", reads=True)
MANAGE_ORGANISATIONS = power("manage_organisations", "维护单位", is_central=True)
MANAGE_PEOPLE = power("manage_people", "维护人员账号", is_central=True)
RESET_SIGN_IN = power("reset_sign_in", "重置密码和动态验证码", is_central=True)
VIEW_DELEGATIONS = power("view_delegations", "查看A/B角委托", reads=True)
DELEGATE = power("delegate", "委托他人代理（A/B角）")
OWN_ACCOUNT = power("own_account", "维护本人账号")
USE_API = power("view_api", "使用数据接口", reads=True)
REVEAL_PHONES = power("view_whole_phones", "查看完整手机号码", reads=True)
ROTATE_FIELD_KEYS = power("rotate_field_keys", "更换个人信息加密密钥", is_central=True)
