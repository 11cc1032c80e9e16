"""Who appears: units, and people with one role each. Every name says that it is invented."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Unit:
    """A unit; ``short_name`` is the key under which the other tables name it."""

    short_name: str
    name: str
    kind: str


@dataclass(frozen=True)
class Part:
    """A person with one role, in the villages of these numbers; without any, in all of them.

    ``reach`` says it in words where villages are not what the role is about.
    """

    username: str
    name: str
    unit: str
    post: str
    role: str
    villages: tuple[int, ...] = ()
    days: int | None = None
    document: str = ""
    task: str = ""
    reach: str = ""


UNITS = (
    Unit("指挥部办公室", "兴庆区城中村改造项目指挥部办公室", "command"),
    Unit("征拆专班", "城中村改造征拆专班", "task_force"),
    Unit("资金专班", "城中村改造资金专班", "task_force"),
    Unit("建设专班", "城中村改造建设专班", "task_force"),
    Unit("质量安全专班", "城中村改造质量安全专班", "task_force"),
    Unit("区财政局", "兴庆区财政局", "department"),
    Unit("区自然资源局", "兴庆区自然资源局", "department"),
    Unit("区住建局", "兴庆区住房和城乡建设局", "department"),
    Unit("区城管局", "兴庆区综合执法局", "department"),
    Unit("区国资局", "兴庆区国有资产管理局", "department"),
    Unit("区发改局", "兴庆区发展和改革局", "department"),
    Unit("演示街道", "演示街道办事处", "township"),
    Unit("中山南街", "中山南街街道办事处", "township"),
    Unit("大新镇", "大新镇人民政府", "township"),
    Unit("演示镇", "演示镇人民政府", "township"),
    Unit("演示村委会", "演示村村民委员会", "community"),
    Unit("示例建设公司", "示例城市建设开发公司", "owner"),
    Unit("示例施工公司", "示例建筑工程公司", "builder"),
    Unit("示例监理公司", "示例工程监理公司", "supervision"),
    Unit("示例测绘公司", "示例测绘服务公司", "third_party"),
    Unit("区审计局", "兴庆区审计局", "audit"),
    Unit("区纪委监委", "兴庆区纪委监委", "discipline"),
    Unit("演示居民", "演示居民（不是真实住户）", "residents"),
)

OFFICE_NOTICE = "指挥部办公室通知（演示）1号"

CAST = (
    Part("commander", "演示赵", "指挥部办公室", "指挥长", "commander"),
    Part("office", "演示钱", "指挥部办公室", "办公室副主任", "office"),
    Part("office2", "演示严", "指挥部办公室", "综合科长", "office"),
    Part("site_leader", "演示孙", "指挥部办公室", "包抓领导", "site_leader", (1, 2, 5, 7, 9)),
    Part("site_leader2", "演示李", "指挥部办公室", "包抓领导", "site_leader", (3, 4, 6, 8)),
    Part("liaison", "演示周", "指挥部办公室", "联络员", "liaison", (1, 2)),
    Part("audit_liaison", "演示吴", "指挥部办公室", "审计对接人", "audit_liaison"),
    Part("integrity_officer", "演示郑", "区纪委监委", "廉政专员", "integrity_officer"),
    Part(
        "third_party",
        "演示王",
        "示例测绘公司",
        "项目负责人",
        "third_party",
        (3,),
        days=180,
        document="测绘委托书（演示）3号",
        task="房屋测绘",
    ),
    Part("community", "演示冯", "演示村委会", "村委会委员", "community", (3,)),
    Part("relocation_force", "演示陈", "征拆专班", "专班负责人", "relocation_force"),
    Part("relocation_force2", "演示魏", "征拆专班", "专班工作人员", "relocation_force"),
    Part("funding_force", "演示褚", "资金专班", "专班负责人", "funding_force"),
    Part("building_force", "演示卫", "建设专班", "专班负责人", "building_force"),
    Part("quality_force", "演示蒋", "质量安全专班", "专班负责人", "quality_force"),
    Part("township", "演示沈", "大新镇", "副镇长", "township", (3,)),
    Part("township2", "演示韦", "演示镇", "副镇长", "township", (4,)),
    Part("department", "演示韩", "区财政局", "科长", "department"),
    Part("owner_unit", "演示杨", "示例建设公司", "项目经理", "owner_unit", (1,)),
    Part("builder", "演示朱", "示例施工公司", "项目经理", "builder", (1,)),
    Part("supervision", "演示秦", "示例监理公司", "总监理工程师", "supervision", (1,)),
    Part("resident_supervisor", "演示尤", "演示居民", "百姓监督员", "resident_supervisor", (1,)),
    Part("household", "演示许", "演示居民", "", "household", (3,), reach="本人账号"),
    Part("auditor", "演示何", "区审计局", "审计组成员", "auditor", days=120, document="审计通知书（演示）5号"),
    Part("discipline", "演示吕", "区纪委监委", "监督检查室干部", "discipline"),
    Part("system_admin", "演示施", "指挥部办公室", "系统管理员", "system_admin", reach="账号和后台任务"),
    Part("security_admin", "演示张", "指挥部办公室", "安全管理员", "security_admin", reach="批准授权"),
    Part("security_admin2", "演示孔", "指挥部办公室", "安全管理员", "security_admin", reach="批准授权"),
    Part("audit_admin", "演示曹", "指挥部办公室", "审计管理员", "audit_admin", reach="查看授权和后台任务"),
)


@dataclass(frozen=True)
class StandIn:
    """One A/B 角 that runs on the day of set-up."""

    principal: str = "building_force"
    deputy: str = "quality_force"
    days_past: int = 3
    days_ahead: int = 11
    document: str = "关于建设专班负责人外出学习期间工作代理的通知（演示）"


@dataclass(frozen=True)
class Proposal:
    """One grant that waits for the security administrator."""

    by: str = "office"
    user: str = "liaison"
    role: str = "liaison"
    village: int = 5
    document: str = "指挥部办公室通知（演示）2号"


STAND_IN = StandIn()
PROPOSAL = Proposal()
