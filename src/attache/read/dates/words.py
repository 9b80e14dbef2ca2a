"""The words that stand beside a date of publication, as patterns. Chinese ones are in simplified characters."""

from __future__ import annotations

import re

from attache.read.dates.names import MONTH

__all__ = [
    "AFTER_SIGNATURE",
    "AGENCY",
    "AGENCY_EN",
    "CHANGED",
    "CLOCK",
    "END",
    "FORMAL",
    "FURNITURE",
    "GATHERING",
    "PLAIN",
    "RANGE_ON",
    "SERIES",
    "SIGNER",
    "SOURCE",
    "STRONG",
    "WEEKDAY_ZH",
    "WORD",
]


def _spaced(words: str) -> str:
    """Return a pattern for Chinese labels, in which spaces may stand between the characters."""
    return "|".join(" ?".join(word) for word in sorted(words.split(), key=len, reverse=True))


def _words(*parts: str) -> re.Pattern[str]:
    return re.compile("|".join(parts), re.I)


_COLON = r" ?[:：︰】\]|]?\s{0,3}"
_PUBLISHED = _spaced(
    "发布时间 发布日期 发布于 发布时 发表时间 发表日期 发表于 刊登时间 刊登日期 刊发时间 刊发日期 登载时间 "
    "登载日期 公布时间 公布日期 公开时间 公开日期 公告时间 公告日期 发稿时间 发稿日期 上网时间 上网日期 "
    "挂网时间 挂网日期 上传时间 上传日期 录入时间 录入日期 添加时间 添加日期 创建时间 创建日期 提交时间 "
    "提交日期 推送时间 报道时间 报道日期 出版日期 出版时间 上线时间 信息时间 文章时间 稿件时间 新闻时间 "
    "发文时间 发文日期 撰写时间 撰写日期 投稿时间"
)
_PUBLISHED_OTHER = (
    r"(?:first |originally )?(?:published|posted|issued|released)(?: on| at| online)?"
    r"|(?:publication|publishing|posting|release|issue) date|pub(?:lish)?[ _-]?date"
    r"|date (?:published|posted|issued|of publication|of issue)|опубликовано|дата публикации"
    r"|(?:veröffentlicht|publiziert)(?: am)?|publié le|publicado(?: el| em)?|pubblicato il"
    r"|掲載日|公開日|게시일|등록일"
)
_WRITTEN = _spaced("成文日期 成文时间 印发日期 印发时间 签发日期 签发时间 生成日期 落款日期 制定日期")
_UPDATED = _spaced(
    "更新时间 更新日期 更新于 最后更新 最近更新 修改时间 修改日期 修订日期 编辑于 最后修改 最近更新时间 "
    "最后更新时间 最后修改时间"
)
_UPDATED_OTHER = r"(?:last )?(?:updated|modified|revised)(?: on| at)?|update(?:d)? date|обновлено|更新日"
STRONG = re.compile(
    rf"(?<![拟计品果])(?P<zh>{_PUBLISHED}|(?:发 ?布|发 ?表)(?= ?[:：])){_COLON}"
    rf"|(?<![a-zа-я])(?P<other>{_PUBLISHED_OTHER}){_COLON}",
    re.I,
)
FORMAL = re.compile(rf"(?<![\u4e00-\u9fff])(?P<zh>{_WRITTEN}){_COLON}")
PLAIN = re.compile(
    rf"(?<![\u4e00-\u9fffa-zа-я])(?P<zh>{_spaced('日期 时间')})(?: ?[:：︰】\]]\s{{0,3}}| (?=[12][0-9]{{3}}))"
    r"|(?:^|[|·•] ?)(?P<other>date|дата|datum|fecha|data) ?[:：]\s{0,3}",
    re.I,
)
CHANGED = re.compile(rf"(?P<zh>{_UPDATED}){_COLON}|(?<![a-zа-я])(?P<other>{_UPDATED_OTHER}){_COLON}", re.I)
GATHERING = _words("地 ?点|主 ?题|会议|活动|举办|举行|报名|参会|嘉宾|主办|议程|venue|location|agenda|regist")
FURNITURE = _words(
    "来源|来 源|稿源|出处|作者|编辑|编审|浏览|点击|阅读|访问|字号|字体|供稿|打印|分享|举报|评论|责编",
    "记者[:：]|次数|【 ?大|大 ?中 ?小|收藏|source|author|views|comments|\\bby\\b",
)
CLOCK = re.compile(r"[0-2]?[0-9][:时點点][0-5][0-9]")
WORD = re.compile(r"[^\W\d_]")
WEEKDAY_ZH = re.compile("(?:星期|周)[一二三四五六日天]")
END = re.compile("[。！？；!?;]")
RANGE_ON = re.compile(r"\s?(?:[-–—―~～至到](?! ?[0-9]{1,2}:)|起|前|之前|截止|止|以后|后|to )")
AGENCY = re.compile(
    r"^.{0,24}?(?:(?P<y>[12][0-9]{3})年)?(?P<m>[0-9]{1,2})月(?P<d>[0-9]{1,2})日(?:[上下]午|晚)?(?:专?电|讯|消息)"
)
AGENCY_EN = re.compile(
    rf"^[A-Z][A-Za-z. ,]{{2,40}}?[,.]? (?P<name>{MONTH})\.? (?P<d>[0-9]{{1,2}})(?:, ?(?P<y>[12][0-9]{{3}}))? ?"
    r"(?:\([A-Z][A-Za-z ]{1,20}\)|/[A-Za-z0-9 -]{2,20}/|--|[—–])",
    re.I,
)
SOURCE = _words(
    "来源|稿源|原载|转自|摘自|刊于|载于|日报|时报|新华|人民网|通讯社|[晚早周]报|杂志",
    "source|reuters|xinhua|daily|times|post",
)
SIGNER = re.compile(
    "(?:部|厅|局|处|馆|会|司|院|室|组|公司|大学|学院|中心|委|所|厂|社|站|网|盟|队|政府|embassy|consulate|office)$", re.I
)
AFTER_SIGNATURE = re.compile(
    r"\s*(?:[（(【\[]?\s*(?:附件|附[:：]|责任编辑|责编|编辑|来源|打印|关闭|分享|相关|抄送|印发|主题词|此件|联系"
    r"|上一篇|下一篇|返回|扫一扫|作者|注[:：]|no comments|post a comment|share|tags?:)|〔…〕)",
    re.I,
)
SERIES = _words(
    "记者会|例行|答记者问|答问|发言|讲话|致辞|谈话|声明|发布会|吹风会|访谈|表态|日报|早报|晚报|快讯|要闻|简报|周报",
    "公报|通报|播报|简讯|早间|午间|晚间|盘中|收盘|疫情|最新情况|文字实录",
    "press conference|remarks|briefing|statement|daily",
)
