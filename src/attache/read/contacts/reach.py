"""How a person is reached: e-mail addresses, telephone numbers, accounts, postal addresses."""

from __future__ import annotations

import re
from collections.abc import Iterator

__all__ = ["FREE_MAIL", "MARK", "NEXT_LABEL", "NUMERIC", "addresses", "emails", "phones", "postcodes"]

MARK = "〔…〕"
"""What stands where something was cut out."""

FREE_MAIL = frozenset(
    re.findall(
        r"\S+",
        "gmail.com googlemail.com yahoo.com yahoo.co.uk yahoo.com.cn yahoo.co.jp hotmail.com outlook.com live.com "
        "msn.com icloud.com me.com aol.com gmx.de gmx.net gmx.at web.de t-online.de freenet.de libero.it orange.fr "
        "wanadoo.fr free.fr laposte.net mail.ru yandex.ru yandex.com bk.ru list.ru inbox.ru rambler.ru ukr.net "
        "protonmail.com proton.me 163.com 126.com yeah.net 188.com qq.com foxmail.com sina.com sina.cn sina.com.cn "
        "sohu.com 139.com 189.cn 21cn.com tom.com aliyun.com naver.com hanmail.net daum.net walla.co.il walla.com",
    )
)
"""Providers of mail for anybody; their domains say nothing about an organisation."""

_DOT = r"(?:[.．]| ?[\[(（{]dot[\])）}] ?)"
_DOMAIN = rf"(?:[A-Za-z0-9][A-Za-z0-9-]{{0,62}}{_DOT}){{1,5}}[A-Za-z]{{2,24}}(?![A-Za-z0-9])"
_AT = r" ?(?:[@＠]|[\[(（{<](?:at|a|@)[\])）}>]|#at#|_at_) ?"
_EMAIL = re.compile(
    r"[A-Za-z0-9](?<![A-Za-z0-9._%+-][A-Za-z0-9])[A-Za-z0-9._%+-]{0,63}"
    rf"(?:{_AT}(?P<domain>{_DOMAIN})|#(?P<hash>{_DOMAIN})"
    r"| at (?P<spelt>[A-Za-z0-9-]{2,40}(?: dot [A-Za-z0-9-]{2,24}){1,3})(?![A-Za-z0-9]))",
    re.I,
)
_EMAIL_LABEL = re.compile(
    r"(?:(?:电 ?子 ?邮 ?[箱件]|電子郵[箱件]|電郵|电邮|邮 ?箱|郵箱|邮件|信箱"
    r"|mailto|e-?mail(?: address)?|mail|почта|correo)"
    r"(?:地址)?|(?<![A-Za-z])E) ?[:：.]? ?\Z",
    re.I,
)
_EMAIL_HINT = re.compile(r"[@＠#]|[\[(（{<]at?[\])）}>]|_at_| at ", re.I)
_PLAIN_DOT = re.compile(r" ?[\[(（{]dot[\])）}] ?| dot |．", re.I)

_LABEL = (
    r"(?:(?:联系|聯繫|聯絡|咨询|服务|办公|固定|联络|移动|客服|值班)?(?:电 ?话|電 ?話)(?:号码)?"
    r"(?:[/／及、 ]?(?:传真|手机|微信))?"
    r"|手 ?机(?:号码?)?(?:[/／及、 ]?微信)?|手機|传 ?真|傳真|座机|热线(?:电话)?|总机"
    r"|微 ?信 ?号?(?:[/／]手机)?|QQ(?:群|号码?)?"
    r"|(?<![A-Za-zА-я])(?:Tele?(?:ph)?(?:one)?|Phone|Mobile|Mob|Cell(?:phone)?|Fax|Facsimile|Hotline|WhatsApp|WeChat"
    r"|Skype|Telegram|Viber|Тел(?:ефон)?|Факс|Моб|Telefon|Telefax|Téléphone|Tél|Teléfono|Móvil|Handy)"
    r"(?:\.?/(?:Fax|Tel|WhatsApp|传真))?)"
)
_NUMBER = r"[+(（]?[0-9][0-9()（） .\-–—/]{4,26}[0-9](?: ?(?:转|轉|ext\.?|x) ?[0-9]{1,6})?"
_COLON = r" ?(?:[.:：]|号码|（[^（）]{1,8}）[:：]?|\([^()]{1,8}\):?){0,2}"
_LABELLED = re.compile(
    rf"{_LABEL}(?P<colon>{_COLON}) ?(?P<value>{_NUMBER}(?:[、,，/;；或 ]{{1,3}}{_NUMBER}){{0,5}})", re.I
)
_ACCOUNT = re.compile(
    r"(?:微 ?信 ?号?|WhatsApp|WeChat(?: ID)?|Skype|Telegram|LINE|QQ)(?: ?ID)? ?[:：] ?[A-Za-z@][A-Za-z0-9_.:-]{3,40}",
    re.I,
)
_LETTER = re.compile(r"(?<![A-Za-z0-9])[TMFPCGH][:.] ?[+(0][0-9()+ .\-/]{6,24}[0-9]")
_AREA = "(?:10|2[0-9]|[3-9][0-9]{2})"
_EXTENSION = "(?:[-–转轉 ]{1,2}[0-9]{1,6}(?![0-9]))?"
_SHAPES = (
    r"\+ ?(?:\([1-9][0-9]{0,2}\)|[1-9][0-9]{0,2})[0-9() .\-–/]{6,22}[0-9]",
    r"00[1-9][0-9]{0,2}[ -][0-9() -]{6,18}[0-9]",
    r"(?:86[ -]?)?1[3-9][0-9][ -]?[0-9]{4}[ -]?[0-9]{4}",
    rf"(?:0{_AREA} ?[ –—-]|[（(]0{_AREA}[)）]|86[ -]{_AREA}[ -]) ?[0-9]{{7,8}}{_EXTENSION}",
    r"[（(]0[0-9]{1,4}[)）] ?[0-9]{3,8}(?:[ -][0-9]{2,8}){0,3}",
    r"[48]00[- ][0-9]{3,4}[- ][0-9]{3,4}",
    r"(?:1[-. ])?\([2-9][0-9]{2}\) ?[2-9][0-9]{2}[-. ][0-9]{4}",
    r"(?:1[-.])?[2-9][0-9]{2}[-.][2-9][0-9]{2}[-.][0-9]{4}",
    r"0[1-9][0-9]{0,3}[-/][0-9]{6,8}",
    r"0[0-9]{2,4} [0-9]{3,4} [0-9]{3,4}",
    r"0[1-9](?:[ .][0-9]{2}){4}",
)
_UNIT = " ?(?:[万亿元吨台套件个人次年月日米只户家]|美元|欧元|million|USD|EUR)"
_BARE = re.compile(rf"(?<![0-9A-Za-z.,/+–-])(?:{'|'.join(_SHAPES)})(?![0-9A-Za-z%]|[.,][0-9]|{_UNIT})")
_NUMBERED = re.compile(
    r"(?:专利|編號|编号|证书|号|項目|项目|标准|许可证|代码|批准文号|ISBN|ISSN|ISO|DOI|GB|No\.?|patent|CAS|订单|账号|帐号|版本)"
    r"[^，。；\n]{0,6}\Z",
    re.I,
)
_IDENTITY = re.compile(
    r"(?<![0-9A-Za-z])[1-9][0-9]{5}(?:19|20)[0-9]{2}(?:0[1-9]|1[0-2])(?:[0-2][0-9]|3[01])[0-9]{3}[0-9Xx](?![0-9A-Za-z])"
)
NUMERIC = re.compile(r"[0-9][0-9()（） .\-–—/]{4,40}[0-9]")
"""Six figures and separators in a row, without which there is no telephone number."""
_COUNTED = re.compile(_UNIT)

NEXT_LABEL = (
    r"(?:电 ?话|電話|手 ?机|传 ?真|邮 ?编|邮政编码|邮 ?箱|电子邮|网 ?址|网 ?站|官 ?网|微信|联系人|联系方式|地 ?址|QQ"
    r"|(?<![A-Za-zА-я])(?:https?:|www\."
    r"|(?:Tel|Phone|Mobile|Fax|E-?mail|Web(?:site)?|Contact|Address|Тел|Факс|Почта|Сайт)(?=[.:：/]| ?[+(0-9])))"
)
_ADDRESS = re.compile(
    r"(?<![网址件箱IPC])(?<!IP )(?<!mail )(?<!web )(?<!MAC )(?<!存储)(?<!内存)(?<!网络)(?<!物理)"
    r"(?:(?:联系|聯繫|通讯|通訊|通信|邮寄|办公|公司|单位|详细|注册|总部|工厂|外方)?地 ?址"
    r"|(?:(?:postal|mailing|visiting|office|street|business) )?address|Adresse|Anschrift|Dirección|Indirizzo|Адрес)"
    r" ?[:：] ?(?!https?:|www\.|[A-Za-z0-9.-]{1,60}\.(?:com|cn|org|net)\b)"
    rf"(?:(?!{NEXT_LABEL})[^\n。；;|〔]){{4,160}}",
    re.I,
)
_ADDRESS_HINT = re.compile("址|ddress|DDRESS|dresse|nschrift|irecci|ndirizzo|дрес")
_POSTCODE = re.compile(
    r"(?:邮 ?编|邮政编码|郵編|郵遞區號|post ?code|postal code|zip(?: code)?|P\.?O\.? ?Box|PLZ|Индекс)"
    r"(?: ?[:：] ?| )[0-9A-Z][0-9A-Z -]{2,9}",
    re.I,
)
_NEAR = re.compile(rf"{MARK}[\s，,;；、.。]{{0,3}}\Z")
_NEAR_AFTER = re.compile(rf"[\s，,;；、.。]{{0,3}}{MARK}")


def emails(text: str, pos: int, end: int) -> Iterator[tuple[int, int, str]]:
    """Yield start, end and domain of the e-mail addresses in `text[pos:end]`, each with its label."""
    if not _EMAIL_HINT.search(text, pos, end):
        return
    for found in _EMAIL.finditer(text, pos, end):
        label = _EMAIL_LABEL.search(text, max(0, found.start() - 24), found.start())
        domain = found["domain"] or found["hash"] or found["spelt"]
        yield label.start() if label else found.start(), found.end(), _PLAIN_DOT.sub(".", domain).lower()


def phones(text: str, pos: int, end: int) -> Iterator[tuple[int, int]]:
    """Yield the telephone and telefax numbers and the accounts of messengers, each with its label."""
    for found in _ACCOUNT.finditer(text, pos, end):
        yield found.span()
    if not NUMERIC.search(text, pos, end):
        return
    for found in _LABELLED.finditer(text, pos, end):
        enough = 5 if found["colon"].strip() else 7
        if sum(map(str.isdigit, found["value"])) >= enough and not _COUNTED.match(text, found.end()):
            opened = found["value"][0] in "(（" and not set(found["value"]) & set(")）")
            yield found.start(), found.end() + (opened and text[found.end() : found.end() + 1] in tuple(")）"))
    for found in _LETTER.finditer(text, pos, end):
        if sum(map(str.isdigit, found[0])) >= 8:
            yield found.span()
    for found in _BARE.finditer(text, pos, end):
        named = _NUMBERED.search(text, max(0, found.start() - 14), found.start())
        if not named and 7 <= sum(map(str.isdigit, found[0])) <= 20:
            yield found.span()
    for found in _IDENTITY.finditer(text, pos, end):
        yield found.span()


def addresses(text: str, pos: int, end: int) -> Iterator[tuple[int, int]]:
    """Yield the labelled postal addresses."""
    if not _ADDRESS_HINT.search(text, pos, end):
        return
    for found in _ADDRESS.finditer(text, pos, end):
        yield found.start(), found.start() + len(found[0].rstrip(" ，,、"))


def postcodes(text: str, pos: int, end: int) -> Iterator[tuple[int, int]]:
    """Yield labelled postcodes beside something that was cut out; one that stands alone names nobody."""
    for found in _POSTCODE.finditer(text, pos, end):
        first, last = found.start(), found.start() + len(found[0].rstrip())
        if _NEAR.search(text, max(0, first - 8), first) or _NEAR_AFTER.match(text, last):
            yield first, last
