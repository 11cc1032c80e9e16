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
