"""Main language and script of a text, by the share of scripts and by small tables of words and characters."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import Counter
from functools import lru_cache
from typing import Final

__all__ = ["language"]

SAMPLE: Final = 6000
# First and last code point of the letters of a script.
_BLOCKS: Final = (
    (0x41, 0x5A, "Latn"),
    (0x61, 0x7A, "Latn"),
    (0xC0, 0x24F, "Latn"),
    (0x370, 0x3FF, "Grek"),
    (0x400, 0x52F, "Cyrl"),
    (0x530, 0x58F, "Armn"),
    (0x590, 0x5FF, "Hebr"),
    (0x600, 0x77F, "Arab"),
    (0x900, 0x97F, "Deva"),
    (0xE00, 0xE7F, "Thai"),
    (0x10A0, 0x10FF, "Geor"),
    (0x1100, 0x11FF, "Kore"),
    (0x1E00, 0x1EFF, "Latn"),
    (0x3040, 0x30FF, "Kana"),
    (0x31F0, 0x31FF, "Kana"),
    (0x3400, 0x4DBF, "Hani"),
    (0x4E00, 0x9FFF, "Hani"),
    (0xAC00, 0xD7AF, "Kore"),
    (0xF900, 0xFAFF, "Hani"),
)
_STARTS: Final = [first for first, _, _ in _BLOCKS]
_WEIGHTS: Final = {"Hani": 3, "Kana": 2, "Kore": 2}  # one character says more than one letter does
# The same words in both writings, in the same order.
_SIMPLIFIED: Final = frozenset(
    "国会学发电动机业产务时间对这来为个们说后东车见长门问马鸟鱼龙书写区医华单卖买乐义习乡云亚从众优传伤体价侧储儿兰关兴养内冲决况净凉减几刘则刚创别剂剑办劝动励劳势协历厂厅压"
    "变台叶号吗听启员响园图团围坚坏块坛处备复头夺奋妇孙宁宝实审宽对导将尔尝层岁岛币师帐带帮库应庙废开异弃张弹强归当录彻径忆忧怀态总恋恶惊惯愿战户扩扫护报担拟择挂换据损摄"
)
_TRADITIONAL: Final = frozenset(
    "國會學發電動機業產務時間對這來為個們說後東車見長門問馬鳥魚龍書寫區醫華單賣買樂義習鄉雲亞從眾優傳傷體價側儲兒蘭關興養內衝決況淨涼減幾劉則剛創別劑劍辦勸動勵勞勢協歷廠廳壓"
    "變臺葉號嗎聽啟員響園圖團圍堅壞塊壇處備復頭奪奮婦孫寧寶實審寬對導將爾嘗層歲島幣師帳帶幫庫應廟廢開異棄張彈強歸當錄徹徑憶憂懷態總戀惡驚慣願戰戶擴掃護報擔擬擇掛換據損攝"
)
_ONLY_SIMPLIFIED, _ONLY_TRADITIONAL = _SIMPLIFIED - _TRADITIONAL, _TRADITIONAL - _SIMPLIFIED
_WORDS: Final = {
    "en": "the of and to in is for that with are on as by this be was from at it an have or which has will not",
    "de": "der die und das den von zu mit sich des auf für ist im dem nicht ein eine als auch es an werden hat dass",
    "fr": "le la les des et du en une un est pour que qui dans sur par au pas plus avec ce sont aux cette ou ses nous",
    "es": "el los las de que y en un una es por con para del se su al lo como más este esta pero sus son entre también",
    "it": "il di che la e un una per con del della è in gli le dei non da sono alla si nel più anche questo delle dal",
    "pt": "o os as de que e do da em um uma para com não por dos das na no ao é mais como são pela pelo também",
    "nl": "de het een van en in is dat op te zijn voor met die niet aan om ook als door bij naar uit er worden wordt",
    "pl": "w i na z do się nie jest że to o oraz przez dla jak od po które został są tym może firmy ich jego",
    "sv": "och att det som en på är av för med till den har inte om ett vi kan de från eller men så",
    "da": "og at det som en på er af for med til den har ikke om et vi kan de fra eller men der blev",
    "no": "og at det som en på er av for med til den har ikke om et vi kan de fra eller men ble etter",
    "fi": "ja on ei se että joka ovat oli kun myös mutta hän tai sekä kuin niin voi vuonna mukaan joita",
    "cs": "a v se na je že s z do o to pro jako i by jsou ve za od po které jeho při nebo byl",
    "hu": "a az és hogy nem is egy ez van meg volt de csak már ki el mint még vagy lehet által",
    "ro": "și în de la cu o este pe un din care că pentru nu a mai fost sunt sau prin ale",
    "tr": "ve bir bu için ile da de olarak olan çok en daha gibi kadar sonra ise ancak tarafından",
    "vi": "và của là có các được trong cho với không một những đã này khi từ người về theo",
    "id": "yang dan di dari untuk dengan pada ini itu dalam adalah tidak akan oleh sebagai juga atau dapat",
    "et": "ja on ei et see mis kui ning ka oma või tema kes aga seda oli mida",
    "lt": "ir yra kad su iš į tai bet kaip dėl arba jo buvo prie apie",
    "lv": "un ir ar no par uz kas tiek bet vai kā to pēc arī",
}
_BY_WORD: Final[dict[str, tuple[str, ...]]] = {}
for _code, _list in _WORDS.items():
    for _word in _list.split():
        _BY_WORD[_word] = (*_BY_WORD.get(_word, ()), _code)
_LATIN_WORD = re.compile("[^\\W\\d_]+")
_LETTERS: Final = (
    ("ß", "de"),
    ("łąęśżźń", "pl"),
    ("ãõ", "pt"),
    ("ñ¿¡", "es"),
    ("øæ", "da"),
    ("åä", "sv"),
    ("őű", "hu"),
    ("řěů", "cs"),
    ("șță", "ro"),
    ("ığş", "tr"),
)
_SCRIPT_LANGUAGE: Final = {
    "Kana": "ja",
    "Kore": "ko",
    "Hebr": "he",
    "Grek": "el",
    "Thai": "th",
    "Deva": "hi",
    "Armn": "hy",
    "Geor": "ka",
}


def language(text: str) -> tuple[str, str]:
    """Return (ISO 639-1 language, ISO 15924 script) of the main language of a text.

    `und` and `Zyyy` where there are no letters; `Hani` for Chinese characters that do not say whether they
    are simplified (`Hans`) or traditional (`Hant`). Looks at the first 6,000 characters.
    """
    counts = Counter(text[:SAMPLE])
    weights: Counter[str] = Counter()
    for char, n in counts.items():
        script = _script(char)
        if script:
            weights[script] += n * _WEIGHTS.get(script, 1)
    if not weights:
        return "und", "Zyyy"
    han, kana = weights["Hani"], weights["Kana"]
    japanese = kana >= 0.12 * (han + kana) and han + kana >= 0.4 * weights.total()
    script = "Kana" if kana and japanese else weights.most_common(1)[0][0]
    if script == "Hani":
        return "zh", _han_script(counts)
    return _language_of(script, text[:SAMPLE]), "Jpan" if script == "Kana" else script


@lru_cache(maxsize=20_000)
def _script(char: str) -> str | None:
    code = ord(char)
    first, last, name = _BLOCKS[bisect_right(_STARTS, code) - 1]
    return name if first <= code <= last else None


def _language_of(script: str, sample: str) -> str:
    if script == "Latn":
        return _latin_language(sample)
    if script == "Cyrl":
        return _cyrillic_language(sample)
    if script == "Arab":
        return "fa" if re.search("[پچژگ]", sample) else "ar"
    return _SCRIPT_LANGUAGE[script]


def _han_script(counts: Counter[str]) -> str:
    simplified = sum(counts[char] for char in counts.keys() & _ONLY_SIMPLIFIED)
    traditional = sum(counts[char] for char in counts.keys() & _ONLY_TRADITIONAL)
    if simplified == traditional:
        return "Hani"
    return "Hant" if traditional > simplified else "Hans"


def _latin_language(sample: str) -> str:
    words = [w.casefold() for w in _LATIN_WORD.findall(sample)]
    scores: Counter[str] = Counter()
    for word, n in Counter(words).items():
        for code in _BY_WORD.get(word, ()):
            scores[code] += n * 12 // len(_BY_WORD[word])
    lower = sample.casefold()
    for letters, code in _LETTERS:
        if scores[code]:
            scores[code] += 4 * sum(map(lower.count, letters))
    if not scores:
        return "und"
    code, best = scores.most_common(1)[0]
    return code if best >= max(12, len(words) * 12 * 0.04) else "und"


def _cyrillic_language(sample: str) -> str:
    lower = sample.casefold()
    if re.search("[їєґ]", lower):
        return "uk"
    if "ў" in lower:
        return "be"
    if re.search("[јњљћђџ]", lower):
        return "sr"
    if re.search("[әғқңөұүһ]", lower):
        return "kk"
    if re.search("[ыэё]", lower):
        return "ru"
    return "bg" if "ъ" in lower and len(re.findall(r"\b(?:на|се|за|от|да)\b", lower)) > 2 else "ru"
