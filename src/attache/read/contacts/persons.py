"""Names of contact persons: behind a label, before a telephone number, beside a diplomatic rank.

A name in running prose is no contact and stays.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from attache.read.contacts.reach import MARK, NEXT_LABEL

__all__ = ["persons"]

_SURNAMES = (
    "王李张刘陈杨黄赵吴周徐孙马朱胡郭何林罗高郑梁谢宋唐许邓冯韩曹曾彭肖蔡潘田董袁于余叶蒋杜苏魏程吕丁任卢姚沈钟姜崔谭陆"
    "范汪廖石金韦贾夏付方邹熊白孟秦邱侯江尹薛闫雷龙段郝孔邵史毛常万顾赖武康贺严钱施牛洪龚汤陶黎温莫易樊乔文安殷颜庄章鲁倪"
    "庞邢俞翟蓝聂齐向申葛岳柴陈張劉陳楊黃趙吳孫馬羅鄭謝許鄧馮韓蕭葉蔣蘇呂盧鐘譚陸賈鄒龍顧賴賀嚴錢龔湯陶莊魯龐聶齊"
)
_COMPOUND = "欧阳|司马|上官|诸葛|司徒|东方|皇甫|尉迟|公孙|慕容|令狐|歐陽|司馬|諸葛"
_HAN = "[\u4e00-\u9fff]"
_TITLE = (
    "(?:先生|女士|小姐|博士|教授|经理|總經理|总经理|总监|主任|处长|科长|部长|局长|司长|院长|所长"
    "|董事长|总裁|院士|老师|工程师|秘书|研究员|参赞|公参|领事|随员|专员|主管|助理|顾问|会长|理事长|同志|CEO|CTO|经济师|[一二三]等?秘书?)"
)
_SURE = f"(?:(?:{_COMPOUND}){_HAN}{{1,2}}|[{_SURNAMES}]{_HAN}{{1,2}})"
_PLACES = (
    "安徽 安庆 安阳 安康 江苏 江西 江门 云南 武汉 武威 成都 温州 石家庄 石河子 常州 常德 常熟 金华 金昌 黄山 黄石 黄冈 "
    "秦皇岛 马鞍山 万科 万达 方正 华为 康佳 康复 马来西 马德里 高新区 高技术 高科技 方案 向日葵 文化部 文件 安全部 "
    "金融 白俄罗斯 石油 石化 江南 江北 毛里求斯 莫斯科 温哥华 何时 "
    "任何 史料 于是 余额 易于 严格 向上 付款 顾客 龙头 高端 "
    "高校 程序 万元 贺信 汤森 秦岭 雷达 钟表 钱款 高等 陆军 孔径 方面 方法 方式 方向 常见 安装 施工 申请 申报 章程 "
    "文本 白皮书"
)
_NOT_NAMES = frozenset(_PLACES.split())
_OFFICE = re.compile(
    "(?:公司|集团|大学|学院|中心|协会|学会|商会|联盟|基金|使馆|领馆|代表处|委员会|[厅局司部处室馆会院所站社网组厂园区]"
    "|有限|平台|官网|附件|同上|待定|详见|不详|暂无"
    "|无|略|保密|有偿|企业|单位|政府|机构|方式)$"
)
_OFFICE_EN = re.compile(
    r"\b(?:Inc|Ltd|LLC|GmbH|AG|S\.?A|B\.?V|Co|Corp|Company|University|Institute|College|Embassy|Consulate|Department|Office"
    r"|Centre|Center|Group|Technologies|Technology|Systems|Labs?|Laboratory|Ministry|Association|Chamber|Foundation"
    r"|Team|Sales|Support|Us|Details|Information|Form|Section|Division|Agency|Bureau|School|Hospital"
    r"|Solutions|Robotics|Medical|Pharma)\b"
)
_HONOUR = r"(?:(?:Dr|Prof|Mr|Mrs|Ms|Miss|Eng|Ing|Sir|Dipl|Herr|Frau|Mme|Sr|Sra)\b\.?(?:-Ing\.)? ?){1,3}"
_WORD = "[A-ZÀ-ÞА-Я][a-zA-ZÀ-ÿа-я'’.-]{0,24}"
_LATIN = rf"{_WORD}(?: (?:van|von|de|der|den|la|le|bin|al|el|da|di|dos))?(?: {_WORD}){{1,3}}"
_ZH_LABEL = re.compile(
    "(?:项目|項目|业务|技术|商务|外方|中方|单位|公司|主要|第[一二三])?(?:联 ?系 ?人|聯 ?[繫絡] ?人|联 ?络 ?人|联络员"
    "|联系人员|负责人|負責人|接洽人|经办人|收件人|联系方式|聯絡方式)"
    "(?:姓名|[及和/、](?:联系)?(?:电话|方式))?(?P<colon> ?[:：] ?| )"
    f"(?P<value>(?:(?!{NEXT_LABEL})[^\n。；;〔|])" + "{2,60})",
    re.I,
)
_ZH_GLUED = re.compile(f"联系人(?P<name>{_SURE})(?={_TITLE}|[，,。；;、 （(:：\n]|{NEXT_LABEL}|{MARK}|$){_TITLE}?")
_EN_LABEL = re.compile(
    r"(?<![A-Za-zА-я])(?:(?:Main |Key |Press |Media |Business |Sales )?Contacts?(?: person| name| details)?|Attn\.?"
    r"|Attention|Point of contact|PoC|Enquiries|Ansprechpartner(?:in)?|Kontakt(?:person)?|Contacto|Persona de contacto"
    r"|Контактное лицо|Контакты?) ?[:：–—] ?"
    f"(?P<value>(?:(?!{NEXT_LABEL})[^\n;；。|〔])" + "{2,80})",
    re.I,
)
_ASKED = re.compile(
    rf"(?<![A-Za-z])[Cc]ontact (?P<name>{_HONOUR}{_LATIN}|{_HONOUR}{_WORD}|{_LATIN}(?=[^.\n]{{0,30}}{MARK}))"
)
_HAN_TOKEN = re.compile(f"(?P<name>{_HAN}{{2,4}}|{_HAN}{{1,8}}(?:[·•]{_HAN}{{1,8}}){{1,3}})(?P<title>{_TITLE}?)")
_TOKEN = re.compile(r"[^，,、/\s（）():：]+")
_BESIDE = re.compile(
    rf"(?:^|(?<=[\s，,、；;：:（(])|(?<=〕))(?P<name>{_SURE})"
    rf"(?P<title> ?[（(]?{_TITLE}[）)]?)?[ ，,、:：（(]{{0,3}}(?={MARK})",
    re.M,
)
_BESIDE_EN = re.compile(
    rf"(?<![\w'’-])(?P<name>{_HONOUR}{_WORD}(?: {_WORD}){{0,3}})(?:,? [A-Za-z &]{{2,40}})?[ ,:(–-]{{0,3}}(?={MARK})"
)
_RANK = re.compile(
    rf"(?:处|组|馆|部|室|團|团)[ ，,:：]{{1,2}}(?P<name>{_SURE})"
    r"(?=[ ，,]{0,2}(?:[一二三]秘|[一二三]等秘书|公使衔|科技参赞|参赞|公参|随员|武官|副?领事))"
)
_HINT = re.compile(
    rf"联|聯|负责人|負責人|接洽人|经办人|收件人|{MARK}|处[ ，,:：]|组[ ，,:：]|馆[ ，,:：]"
    "|[Cc]onta|Attn|[Аа]ттн|[Кк]онтакт|Kontakt|Ansprech|Enquir|PoC|Point of"
)


def persons(text: str, pos: int, end: int) -> Iterator[tuple[int, int]]:
    """Yield the names of contact persons, with their labels; names of organisations behind a label stay."""
    if not _HINT.search(text, pos, end):
        return
    for found in _ZH_LABEL.finditer(text, pos, end):
        yield from _labelled(text, found)
    for found in _EN_LABEL.finditer(text, pos, end):
        yield from _labelled(text, found)
    for found in _ZH_GLUED.finditer(text, pos, end):
        if found["name"] not in _NOT_NAMES:
            yield found.span()
    for pattern in (_ASKED, _RANK, _BESIDE_EN):
        for found in pattern.finditer(text, pos, end):
            if not _OFFICE_EN.search(found["name"]):
                yield found.span("name")
    for found in _BESIDE.finditer(text, pos, end):
        if found["title"] or (found["name"] not in _NOT_NAMES and not _OFFICE.search(found["name"])):
            yield found.start("name"), found.end("title") if found["title"] else found.end("name")


def _labelled(text: str, found: re.Match[str]) -> Iterator[tuple[int, int]]:
    """Yield the parts of a labelled value that are names; the label goes with the first one."""
    start, end = found.span("value")
    sure = "colon" not in found.groupdict() or bool((found["colon"] or "").strip())
    parts = list(_names(text, start, end, sure))
    for number, (first, last) in enumerate(parts):
        opens = number == 0 and not text[start:first].strip()
        yield found.start() if opens else first, last


def _names(text: str, start: int, end: int, sure: bool) -> Iterator[tuple[int, int]]:
    for latin in re.finditer(rf"(?:{_HONOUR})?(?:{_LATIN}|{_WORD}(?=[,，]|$))", text[start:end]):
        if not _OFFICE_EN.search(text[start + latin.start() : min(end, start + latin.end() + 12)]):
            yield start + latin.start(), start + latin.end()
    for token in _TOKEN.finditer(text, start, end):
        name = _HAN_TOKEN.fullmatch(token[0])
        if name and name["name"] not in _NOT_NAMES and not _OFFICE.search(name["name"]) and (sure or _is_sure(name)):
            after = re.compile(rf" {_TITLE}").match(text, token.end(), end)
            yield token.start(), after.end() if after else token.end()


def _is_sure(name: re.Match[str]) -> bool:
    return bool(name["title"]) or bool(re.fullmatch(_SURE, name["name"]))
