"""Organisations with Chinese names: from the last word leftwards to where the name must have started."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from attache.read.organisations import tokens as t
from attache.read.organisations.tokens import Token, is_foreign_sound
from attache.vocabulary.organisations import KnownOrganisation, chinese_words, latin_words

__all__ = ["Found", "chinese_names"]

MAX_NAME: Final = 36
_PLAIN_COMPANY = frozenset({"公司", "工厂", "厂", "商社", "商店", "企业集团", "初创公司"})
_COMMON_AFTER_PLACE = frozenset(
    "公司 集团 工厂 厂 大学 学院 学校 中学 小学 医院 研究所 研究院 实验室 研究中心 研究机构 银行 园区 科技园 科技园区 工业园区 产业园 "
    "孵化器 基金 资本 协会 学会 商会 中心 基地 酒店 饭店 宾馆 出版社 旅行社 事务所 律师事务所 创投 风险投资 科技中心 技术中心 创新中心 "
    "工程中心 诊所 俱乐部 组织 联盟 联合会 委员会 分公司 子公司 总公司 初创公司 部 局 厅 司 处 署 超市 商店 商场 店 数据中心 技术院 办事处 "
    "代表处 党 电台 报社 法院 股份公司 有限公司 保险公司 石油公司 电力公司 投资公司 航空公司 加速器 市场 办公室 "
    "联合实验室 高新区 开发区 工业园 科学园 创业园 示范区 试验区 部门 军区 组委会 培训中心 服务中心 管理中心 高等学校".split()
)
_VAGUE = frozenset(
    "科技 技术 科学 科学技术 研究 高科技 高技术 高新技术 高新 先进 先进技术 工业 商业 企业 产业 应用 创新 开发 研发 国际 生产 制造 设计 服务 管理 咨询 "
    "投资 贸易 社会 专业 实验 试验 测试 检测 创业 中小企业 私营 民间 城市 地方 汽车 生物 生物技术 生物医药 医药 制药 软件 电子 信息 信息技术 互联网 "
    "能源 新能源 环保 农业 医疗 医疗器械 半导体 芯片 机器人 人工智能 无人机 航空 航天 航空航天 化工 材料 新材料 机械 建筑 房地产 金融 证券 保险 "
    "电信 通信 网络 游戏 传媒 食品 物流 运输 电力 石油 矿业 钢铁 服装 家电 零部件 光电 激光 仪器 设备 装备 化学 光伏 太阳能 风电 电池".split()
)
_NATIONAL = frozenset("国家 国立 中央 联邦 皇家 帝国 王立 世界 国际 全国 联合国 欧洲 亚洲 亚太 非洲 东盟 中华 人民".split())
_ONE_OF_MANY = re.compile(r"(?:[一二两三四五六七八九十几多数各该这那每某百千]|余|[0-9])(?:家|所|个|间|座|支)?$|(?:家|所)$")
_TECHNICAL = frozenset("电池膜料器械能源光机车船油气药菌素酶铝钢铁铜锂碳硅胶纤维线缆管阀泵仪表网络软件芯片屏灯镜激波声磁热冷水污废土肥种苗畜禽食品饮酒衣鞋具疗诊检测印刷涂装焊接铸锻")
_JOINABLE = frozenset({"和", "与", "及", "、"})
_DIRECTIONS = frozenset("东南西北中")
_AFTER_BU = frozenset("门分队件位署族")
_MINISTRIES = frozenset(
    "能源 内政 环境 国防 教育 卫生 司法 交通 农业 文化 铁道 建设 商务 财政 外交 劳动 科学技术 国土资源 贸易 经济 科学 工业 信息产业 公共卫生 国家安全 民政 监察 人事 水利 林业".split()
)


@dataclass(frozen=True, slots=True)
class Found:
    """A Chinese name before second names are looked for; `country` is what the name or the words before it say."""

    start: int
    end: int
    kind: str
    country: str | None
    reason: str


def chinese_names(text: str, words: Sequence[Token]) -> list[Found]:
    """Return the names in a simplified text, in order, without overlap."""
    out: list[Found] = []
    last = len(words)
    for i in range(len(words) - 1, -1, -1):
        if i >= last or words[i].cls not in (t.HEAD, t.KNOWN):
            continue
        found, first = _name_ending_at(text, words, i)
        if found:
            out.append(found)
            last = first
    return out[::-1]


def _name_ending_at(text: str, words: Sequence[Token], i: int) -> tuple[Found | None, int]:
    if not _head_stands(text, words, i):
        return None, i
    quoted = _quoted(text, words, i)
    if quoted:
        return quoted
    known = words[i].info if words[i].cls == t.KNOWN else None
    first = _places_before(words, i) if known else _trim(text, words, _reach(text, words, i), i)
    reason = _accepted(text, words, first, i)
    if not reason:
        return None, i
    start, country = _own_start(text, words, first, i)
    kind = _kind(words, first, i)
    if isinstance(known, KnownOrganisation) and words[i].start == start:
        country = known.country or country
    return Found(start, words[i].end, kind, country or _country_before(text, words, first), reason), first


def _head_stands(text: str, words: Sequence[Token], i: int) -> bool:
    """A head of one character must not be the start of an unknown word, 部 not that of 部门."""
    token, after = words[i], text[words[i].end : words[i].end + 1]
    if text[token.end - 1] == "部" and after in _AFTER_BU:
        return False
    unknown = i + 1 < len(words) and words[i + 1].cls == t.UNKNOWN
    return not (token.end - token.start == 1 and unknown)


def _quoted(text: str, words: Sequence[Token], i: int) -> tuple[Found, int] | None:
    """“清流”公司: the name stands between quotation marks before the head."""
    if words[i].cls != t.HEAD or i < 2 or words[i - 1].cls != t.QUOTE_CLOSE:
        return None
    for j in range(i - 2, max(-1, i - 14), -1):
        if words[j].cls == t.BOUNDARY and text[words[j].start] in "，。；：\n":
            return None
        if words[j].cls == t.QUOTE_OPEN:
            inner = text[words[j].end : words[i - 1].start]
            if not 1 < len(inner) <= 20:
                return None
            country = _country_before(text, words, j)
            kind = _kind(words, i, i)
            if text[words[i].start : words[i].end] in _PLAIN_COMPANY | {"集团"}:
                return Found(words[j].end, words[i - 1].start, kind, country, "quoted name before a head"), j
            begin = j - 1 if j and words[j - 1].cls in (t.PLACE, t.KNOWN) else j
            return Found(words[begin].start, words[i].end, kind, country, "quoted name before a head"), begin
    return None


def _reach(text: str, words: Sequence[Token], i: int) -> int:
    """Return the first token that the name could hold."""
    j = i
    while j > 0:
        w = words[j - 1]
        if words[i].end - w.start > MAX_NAME:
            break
        if w.cls in (t.CUT, t.BOUNDARY, t.QUOTE_OPEN, t.QUOTE_CLOSE):
            step = _over_bracket(text, words, j - 1) or _over_joint(text, words, j - 1, i)
            if not step:
                break
            j -= step
            continue
        if w.cls == t.DIGITS and not (j > 1 and text[words[j - 2].start : words[j - 2].end].endswith("第")):
            break
        j -= 1
    return j


def _over_bracket(text: str, words: Sequence[Token], j: int) -> int:
    """Step over 中国（上海）自由贸易试验区 and 华清（德国）有限公司: tokens to go back, or 0."""
    if text[words[j].start] not in "）)":
        return 0
    for k in range(j - 1, max(-1, j - 5), -1):
        if text[words[k].start] in "（(":
            inner = words[k + 1 : j]
            good = bool(inner) and k > 0 and all(w.cls == t.PLACE or text[w.start : w.end] == "集团" for w in inner)
            return j - k + 1 if good and words[k - 1].cls not in (t.CUT, t.BOUNDARY) else 0
    return 0


def _over_joint(text: str, words: Sequence[Token], j: int, i: int) -> int:
    """Step over 计算机与自动化研究所: field words on both sides, so that two names are not joined."""
    if text[words[j].start : words[j].end] not in _JOINABLE or j == 0:
        return 0
    right = words[j + 1 : i]
    field = (t.INSIDE, t.DUAL)
    if not right or any(w.cls not in field for w in right) or words[j - 1].cls not in field:
        return 0
    k = j - 1
    while k > 0 and words[k - 1].cls in field:
        k -= 1
    before = words[k - 1] if k else None
    anchored = before is not None and (
        before.cls in (t.PLACE, t.HEAD, t.KNOWN) or text[before.start : before.end] in _JOINABLE
    )
    national = any(text[w.start : w.end] in _NATIONAL for w in words[k:j])
    return 1 if anchored or national else 0


def _trim(text: str, words: Sequence[Token], first: int, i: int) -> int:
    """Drop what cannot open a name: verbs, adjectives, stray characters; start at a place where there is one."""
    for j in range(first, i):
        w = words[j]
        if w.cls not in (t.KNOWN, t.PLACE):
            continue
        in_bracket = text[w.start - 1 : w.start] in ("（", "(")
        if j > first and not in_bracket and not _opens_before(text, words, first, j):
            first = j
        if not in_bracket:
            break
    while first < i and words[first].cls in (t.DUAL, t.ADJECTIVE, t.COMMON, t.WHOLE, t.JOIN, t.DIGITS):
        if words[first].cls == t.WHOLE and _proper_opening(text[words[first].start : words[first].end]):
            break
        first += 1
    run = first
    while run < i and words[run].cls in (t.UNKNOWN, t.JOIN):
        run += 1
    if run - first == 1 and run < i and words[run].cls in (t.PLACE, t.KNOWN, t.INSIDE) and not (
        words[run].cls == t.PLACE and text[words[first].start] in _DIRECTIONS
    ):
        first = run if words[run].cls != t.INSIDE or text[words[first].start] not in "总省市区县州" else first
    return first


_PROPER_WHOLE = frozenset("以色列 和记 和记黄埔 华为 无锡 一汽 现代 同仁 同仁堂 同方 于利希 不列颠 达尔文 时代 第一 共和国 自由 和平".split())


def _proper_opening(word: str) -> bool:
    return word in _PROPER_WHOLE


def _opens_before(text: str, words: Sequence[Token], first: int, at: int) -> bool:
    """Tell whether the tokens before a place or known name belong to the name: a known name, 国家…, a brand."""
    before = words[first:at]
    if any(w.cls in (t.KNOWN, t.PLACE, t.HEAD, t.LATIN) for w in before):
        return True
    if words[at].cls == t.KNOWN:
        return False
    if any(text[w.start : w.end] in _NATIONAL for w in before):
        return True
    if len(before) == 1 and text[before[0].start : before[0].end] in _DIRECTIONS:
        return True
    brand = all(w.cls == t.UNKNOWN for w in before) and 2 <= len(before) <= 6
    sounds = all(is_foreign_sound(text[w.start]) for w in before)
    return brand and (text[words[at].start : words[at].end] == "中国" or sounds)


def _accepted(text: str, words: Sequence[Token], first: int, i: int) -> str:
    """Return the rule that accepts the name, or nothing."""
    head, body = words[i], words[first:i]
    word = text[head.start : head.end]
    if head.cls == t.KNOWN:
        return _known_stands(text, words, first, i)
    if not body:
        return "name without an addition" if word in chinese_words().bare_heads else ""
    classes = {w.cls for w in body}
    if body[-1].cls == t.ADJECTIVE:
        return ""
    if len(word) == 1 and body[-1].cls in (t.KNOWN, t.HEAD) or word in ("部", "中心") and body[-1].cls == t.PLACE:
        return ""
    if head.info == t.UNIT and not classes & {t.KNOWN, t.HEAD}:
        return ""
    if t.KNOWN in classes:
        return "well-known name and a head"
    if t.HEAD in classes and body[-1].cls == t.HEAD and len(body) == 1:
        return "" if text[body[0].start : body[0].end] not in chinese_words().bare_heads else "two heads"
    if t.PLACE in classes:
        return _after_place(text, words, first, i)
    if t.LATIN in classes:
        return _with_latin(text, body, word)
    if word in chinese_words().strict_heads:
        return _ministry(text, body, word)
    if t.UNKNOWN in classes:
        return _distinctive(text, words, first, i)
    return _national(text, body, head)


def _known_stands(text: str, words: Sequence[Token], first: int, i: int) -> str:
    known = words[i].info
    if not isinstance(known, KnownOrganisation):
        return ""
    before, after = text[: words[i].start][-1:], text[words[i].end :][:1]
    if before.isdigit():
        return ""
    if not known.needs_context:
        return "well-known name"
    sided = first < i or any(w.cls == t.KNOWN for w in (*words[i - 2 : i], *words[i + 1 : i + 3]))
    return "well-known name in context" if sided or after in "等（(" and after else ""


def _after_place(text: str, words: Sequence[Token], first: int, i: int) -> str:
    body, head = words[first:i], words[i]
    word = text[head.start : head.end]
    content = [text[w.start : w.end] for w in body if w.cls not in (t.PLACE, t.HEAD)]
    own = any(w.cls in (t.UNKNOWN, t.LATIN) for w in body)
    foreign_or_country = all(len(text[w.start : w.end]) > 1 for w in body if w.cls == t.PLACE)
    if t.HEAD in {w.cls for w in body}:
        return "place, head and unit"
    if not content:
        whole_country = body[-1].cls == t.PLACE and _is_country(text, body[-1])
        common = word in _COMMON_AFTER_PLACE
        return "" if whole_country and common or word in _PLAIN_COMPANY or not foreign_or_country else "place and a head"
    if own:
        unknown = sum(w.end - w.start for w in body if w.cls == t.UNKNOWN)
        if word in chinese_words().strict_heads and (unknown > 6 or body[0].cls != t.PLACE):
            return ""
        if unknown <= 12 and not _describes(text, words, first, i):
            return "place, own name and a head"
        return ""
    if head.info == "company" and word in _PLAIN_COMPANY:
        return ""
    if all(c in _VAGUE for c in content) and word in _COMMON_AFTER_PLACE and _is_country(text, body[0]):
        return ""
    return "place, field and a head"


def _is_country(text: str, token: Token) -> bool:
    word = text[token.start : token.end]
    return word in _country_names()


_names: frozenset[str] | None = None


def _country_names() -> frozenset[str]:
    global _names  # noqa: PLW0603 -- built once, from a table that loads lazily
    if _names is None:
        from attache.vocabulary.countries import countries  # noqa: PLC0415

        _names = frozenset(n for c in countries().values() for n in c.names_zh)
    return _names


def _with_latin(text: str, body: Sequence[Token], word: str) -> str:
    technology = latin_words().technology
    names = [w for w in body if w.cls == t.LATIN and text[w.start : w.end].casefold() not in technology]
    if len(body) == 1 or not names:
        return ""  # `PharmaJet公司` is a Latin name; `AI芯片公司` is none
    return "Latin name, words and a head" if word not in _PLAIN_COMPANY else ""


def _ministry(text: str, body: Sequence[Token], word: str) -> str:
    parts = [text[w.start : w.end] for w in body]
    if word == "部" and all(w.cls == t.INSIDE for w in body) and parts[0] in _MINISTRIES:
        return "field and 部"
    if any(p in _NATIONAL for p in parts) and len(parts) > 1 and all(w.cls in (t.INSIDE, t.DUAL) for w in body):
        return "national body"
    return ""


def _distinctive(text: str, words: Sequence[Token], first: int, i: int) -> str:
    """A name without a place: its unknown characters must look like a name, not like a description."""
    body, word = words[first:i], text[words[i].start : words[i].end]
    unknown = "".join(text[w.start : w.end] for w in body if w.cls == t.UNKNOWN)
    if len(unknown) < 2 or len(unknown) > 14 or _describes(text, words, first, i):
        return ""
    sound = sum(map(is_foreign_sound, unknown)) / len(unknown)
    if sound >= 0.5:
        return "foreign name by sound and a head"
    technical = sum(c in _TECHNICAL for c in unknown) / len(unknown)
    if word in _PLAIN_COMPANY and (technical >= 0.25 or len(unknown) > 6):
        return ""
    return "own name and a head" if technical < 0.5 else ""


def _describes(text: str, words: Sequence[Token], first: int, i: int) -> bool:
    """一家锂电池公司 describes; it does not name."""
    before = text[max(0, words[first].start - 3) : words[first].start]
    return bool(_ONE_OF_MANY.search(before)) and words[i].info in ("company", "university", "hospital", "institute")


def _national(text: str, body: Sequence[Token], head: Token) -> str:
    parts = [text[w.start : w.end] for w in body]
    long_enough = sum(map(len, parts)) >= 4 or parts[0] in ("国家", "国际", "世界", "联合国", "全国", "中央")
    whole = head.info != "company" or text[head.start : head.end] == "银行"
    if parts[0] in _NATIONAL and whole and long_enough:
        return "national or international body"
    return ""


def _places_before(words: Sequence[Token], i: int) -> int:
    j = i
    while j > 0 and words[j - 1].cls == t.PLACE:
        j -= 1
    return j


def _own_start(text: str, words: Sequence[Token], first: int, i: int) -> tuple[int, str | None]:
    """Drop a country before a name that stands by itself (德国慕尼黑工业大学), keep it where it belongs to the name."""
    country = next((str(w.info) for w in words[first : i + 1] if w.cls == t.PLACE), None)
    j = first
    while j < i and words[j].cls == t.PLACE:
        j += 1
    if j == first or country == "CN":
        return words[first].start, country
    rest = words[j : i + 1]
    if isinstance(rest[0].info, KnownOrganisation):
        return rest[0].start if rest[0].info.country else words[j - 1].start, country
    if j - first > 1 and not _has_own(rest):
        return words[j - 1].start, country
    if _has_own(rest) and rest[0].cls in (t.UNKNOWN, t.LATIN):
        keep = j - 1 if not _is_country(text, words[j - 1]) and _is_city(text, words[j - 1]) else j
        direction = text[rest[0].start] in _DIRECTIONS and len(rest) > 1 and rest[1].cls == t.PLACE
        return words[j if direction else keep].start, country
    return words[first].start, country


def _has_own(rest: Sequence[Token]) -> bool:
    return sum(w.end - w.start for w in rest if w.cls in (t.UNKNOWN, t.LATIN)) >= 2


def _is_city(text: str, token: Token) -> bool:
    return text[token.end - 1] not in "州省县邦"


def _kind(words: Sequence[Token], first: int, i: int) -> str:
    for w in words[i : first - 1 if first else None : -1]:
        if isinstance(w.info, KnownOrganisation):
            return w.info.kind
        if w.cls == t.HEAD and w.info != t.UNIT:
            return str(w.info)
    return "unknown"


def _country_before(text: str, words: Sequence[Token], first: int) -> str | None:
    """美国得克萨斯州奥斯汀市的X: the places right before a name."""
    j = first
    while j > 0 and (words[j - 1].cls == t.PLACE or text[words[j - 1].start : words[j - 1].end] in _LINKS):
        j -= 1
    found = [str(w.info) for w in words[j:first] if w.cls == t.PLACE]
    return found[-1] if found else None


_LINKS = frozenset("的 市 州 省 初创公司 企业 公司 初创企业 初创 著名 知名 高科技 一家 “ 「".split())
