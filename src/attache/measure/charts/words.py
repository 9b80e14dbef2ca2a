"""Titles of charts in Chinese, by measure, and short names of variants that stand beside marks."""

from __future__ import annotations

from collections.abc import Mapping

__all__ = ["ALLIANCES", "ALLIED", "SHARES", "TITLES", "WILLINGNESS"]

TITLES: Mapping[str, str] = {
    "methods.recommended_action": "使领馆建议国内企业采取的行动",
    "methods.cooperation": "提供或寻求的合作方式",
    "methods.role_sought": "期望中方扮演的角色",
    "methods.partner_sought": "所寻求的中方伙伴",
    "methods.willingness": "外方的合作、分享知识产权与合资意愿",
    "methods.stance": "使领馆的推荐态度",
    "methods.intermediary": "提到的中介机构类型",
    "methods.bodies": "提到的协会、基金与园区",
    "methods.amounts_stated": "写明金额或股权比例的条目",
    "methods.amounts_converted": "可换算的金额及不可换算的原因",
    "methods.ip_status": "知识产权状况",
    "methods.stage": "技术成熟度",
    "content.field": "所寻求的技术领域",
    "content.field_year": "各年份的技术领域",
    "content.biotech_or_ai": "生物技术或人工智能条目",
    "content.ai_keyword": "条目中的人工智能关键词",
    "content.it_with_ai": "含人工智能关键词的信息技术条目",
    "content.mic2025": "《中国制造2025》重点领域",
    "content.sei": "战略性新兴产业",
    "content.fyp14_frontier": "“十四五”科技前沿领域",
    "content.fyp15_future": "“十五五”未来产业",
    "content.hightech_8": "国家重点支持的高新技术领域",
    "content.chokepoint": "35项“卡脖子”技术",
    "content.us_cet": "美国关键和新兴技术",
    "content.eu_10": "欧盟关键技术领域",
    "content.uk_17": "英国强制申报行业",
    "content.au_7": "澳大利亚关键技术领域",
    "content.ca_stra": "加拿大敏感技术研究领域",
    "content.military": "军事相关性",
    "content.government": "外国政府所有或资助的实验室",
    "content.government_ai": "政府资助实验室的人工智能条目",
    "content.target_type": "外方主体类型",
    "content.organisation_kind": "外方机构的类别",
    "content.postings_per_organisation": "同一机构被发布的次数",
    "content.reposts": "重复发布的条目",
    "locations.country": "所提供技术所在的国家",
    "locations.mission": "发布条目的使领馆",
    "locations.year": "各年份发布的条目",
    "locations.quarter": "各季度发布的条目",
    "locations.country_year": "各年份的国别",
    "locations.mission_country": "各使领馆发布哪些国家的技术",
    "locations.allied": "来自美国盟友的占比",
    "locations.alliance": "北约成员国、主要非北约盟国与其他国家",
    "locations.district": "使领馆是否发布本国、本领区的技术",
    "locations.houston": "美国条目由哪些使领馆发布",
    "locations.it_country": "信息技术的来源国",
    "locations.closure": "使领馆关闭前后的条目",
    "locations.closure_quarters": "各季度来自已关闭使领馆所在国的条目占比",
    "success.searched": "各队列中已检索的机构",
    "success.share": "条目发布后达成交易的机构占比",
    "success.outcome": "各队列机构的后续结果",
    "success.comparison": "未被发布的对照机构的后续结果",
    "success.lag": "发布至成交的时间",
    "success.casebook": "公开来源所述的后续结果",
    "process.reached": "到达各步骤的条目占比",
    "process.exactness": "条目回应需求清单的精确程度",
    "process.list": "回应各需求清单的条目占比",
    "withdrawals.status": "在线、修改、撤下与重新上线的条目",
    "withdrawals.edits": "修改时删去的内容",
    "drift.new_terms_by_mission": "近期使用新词的使领馆",
    "drift.distance": "各年份技术领域与上一年的差异",
    "coverage.recapture": "估计的条目总数",
    "coverage.completeness": "写明日期、国别、使领馆与机构的条目",
    "coverage.refused": "各来源无法读取的条目",
    "coverage.failed_captures": "失败的抓取",
}
"""A measure without a title here has its question, which is in English."""

ALLIANCES: Mapping[str, tuple[str, str]] = {
    "post": ("when posted", "按发布时"),
    "report": ("May 2021", "按2021年5月"),
    "today": ("last capture", "按最后抓取日"),
}
_HOSTS = {
    "with_us.with_taiwan": ("", ""),
    "without_us.with_taiwan": (", without the US", "，不含美国"),
    "with_us.without_taiwan": (", without Taiwan", "，不含台湾"),
    "without_us.without_taiwan": (", without either", "，两者皆不含"),
}
ALLIED: Mapping[str, tuple[str, str]] = {
    f"{when}.{hosts}.all": (as_of[0] + without[0], as_of[1] + without[1])
    for when, as_of in ALLIANCES.items()
    for hosts, without in _HOSTS.items()
}
"""Variants of `locations.allied` that have all opportunities as their total."""
SHARES: Mapping[str, tuple[str, str]] = {
    "deal": ("deal", "交易"),
    "exposure_only": ("exposure only", "仅有接触"),
    "report": ("as the 2021 report counts", "按2021年报告口径"),
    "deal_or_unknown": ("deal, or a tie of unknown age", "交易或起始不明的关系"),
    "deal_graded": ("deal, evidence A to C", "交易（证据等级A至C）"),
    "pre_existing": ("tie from before the posting", "发布前已有的关系"),
}
"""Variants of `success.share` that are drawn."""
WILLINGNESS: Mapping[str, tuple[str, str]] = {
    "partner": ("to work with a partner", "与中方合作"),
    "share_ip": ("to share intellectual property", "分享知识产权"),
    "joint_venture": ("to found a joint venture", "设立合资企业"),
}
