"""Names of months and days of the week in the languages in which the sources write."""

from __future__ import annotations

from attache.read.numerals import fold

__all__ = ["MONTH", "WEEKDAY", "month_of"]

_MONTHS = (
    "january jan januar jänner januari janvier janv enero gennaio janeiro января январь янв січня",
    "february feb februar februari février févr fevrier febrero febbraio fevereiro февраля февраль февр фев лютого",
    "march mar märz maart mars marzo março марта март березня",
    "april apr april avril avr abril aprile апреля апрель апр квітня",
    "may mai mei mayo maggio maio мая май травня",
    "june jun juni juin junio giugno junho июня июнь червня",
    "july jul juli juillet juil julio luglio julho июля июль липня",
    "august aug augustus août agosto августа август авг серпня",
    "september sept sep septembre septiembre settembre setembro сентября сентябрь сент вересня",
    "october oct oktober okt octobre octubre ottobre outubro октября октябрь окт жовтня",
    "november nov novembre noviembre novembro ноября ноябрь нояб листопада",
    "december dec dezember dez décembre déc diciembre dicembre dezembro декабря декабрь дек грудня",
)
_NUMBERS = {name: month for month, names in enumerate(_MONTHS, 1) for name in names.split()}
MONTH = "(?:" + "|".join(sorted(_NUMBERS, key=len, reverse=True)) + ")"
WEEKDAY = (
    "(?:星期|周|週|礼拜|禮拜)[一二三四五六日天]|[日月火水木金土]曜日?"
    "|(?:mon|tues?|wed(?:nes)?|thu(?:rs)?|fri|sat(?:ur)?|sun)(?:day)?"
    "|(?:mon|diens|donners|frei|sams|sonn)tag|mittwoch"
    "|понедельник|вторник|среда|четверг|пятница|суббота|воскресенье"
)


def month_of(name: str) -> int:
    """Return the number of a month's name, 1 to 12."""
    return _NUMBERS[fold(name)]
