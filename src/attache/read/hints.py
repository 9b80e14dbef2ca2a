"""What the class and id names of an element say about its content; hints, never proof."""

from __future__ import annotations

import re
from functools import lru_cache

import ahocorasick_rs

__all__ = ["HINTS", "hint_of", "is_aside"]

HINTS = (
    *("body", "text", "comment", "share", "related", "nav", "ad"),
    *("byline", "title", "caption", "author", "hide", "media"),
)
_WORDS = """
body: article body content entry post story main news detail zoom hentry markdown
text: text txt paragraph para copy prose
comment: comments comment reply replies disqus discussion
share: share sharing shares social sns follow like likes print tool tools weibo weixin zan actions qr
related: related recommend recommended recommendations more popular trending next prev hot rank list links also
  latest recirc teaser teasers cards xg tj read
nav: nav menu crumb crumbs breadcrumb breadcrumbs side sidebar aside foot footer head header top topbar bottom left
  right bar pager pagination pages page weizhi position location rail skip jump bread
ad: ad ads adv advert advertisement banner sponsor sponsored promo newsletter subscribe subscription signup login
  modal popup cookie cookies consent gdpr paywall donate donation cta app download dfp widget shop product poll
  inline form overlay alert notice toast outbrain taboola
byline: byline author authors date time source meta info publish published pubdate dateline timestamp editor tags
  tag keywords category categories credited updated stats
title: title headline subtitle subhead heading deck dek summary standfirst kicker eyebrow excerpt lede abstract
  tagline strapline
caption: caption captions cutline figcaption credit credits
media: figure photo photos image images img pic picture gallery slideshow slide slider media video player embed
  embedded tweet twitter instagram facebook youtube
author: bio biography profile contributor contributors avatar
hide: hidden hide invisible none sr collapsed tooltip
"""
_PARTS = """
body: articlebody articlecontent articletext article-body article-content article-text postcontent postbody
  post-content post-body entry-content storybody story-body storytext endtext js_content ucap-content trs_editor
  trs_uedit artibody maintext maincontent main-content rich_media_content newscontent news-content detailcontent
  detail-content con_text textcon pages_content article_content content_body content-body wzcontent articlebox
  news_txt newstext contenttext
comment: comment disqus pinglun gentie fb-comments
share: share sharing social addthis bdshare jiathis qrcode erweima toolbar dianzan fenxiang fontsize dayin print-
related: related recommend xiangguan tuijian morenews readmore read-more read-next readnext alsolike most-read
  mostread popular trending hotnews upnext up-next teaser newslist news-list linklist recirc xgxw xgwz xgyd rela_
  relevan you-may more-from more-on
nav: breadcrumb sidebar side-bar footer navigation navbar menu- mianbaoxie dangqian locationbar pagination paginat
  topbar masthead
ad: advert guanggao adsense sponsor promo newsletter subscri popup cookie consent paywall donat taboola outbrain
  signup sign-up affiliate commerce billboard dfp- inarticle interstitial
byline: byline pubtime pub-time publish-time publishtime articleinfo article-info article_info post-meta entry-meta
  article-meta pubdate timestamp laiyuan shijian tag-list taglist
title: headline subtitle
caption: caption cutline photo-credit image-credit imagecredit photocredit
media: slideshow gallery instagram twitter-tweet
author: author-bio authorbio author-box about-author about-the-author author-info author-card profile
hide: visually-hidden screen-reader sr-only display-none
"""


def _masks(table: str) -> dict[str, int]:
    """Return the bit mask of each word in a table of lines `hint: word word …`; indented lines go on."""
    out, bit = dict[str, int](), 0
    for word in table.split():
        if word.endswith(":"):
            bit = 1 << HINTS.index(word[:-1])
        else:
            out[word] = out.get(word, 0) | bit
    return out


_EXACT = _masks(_WORDS)
_PIECES = list(_masks(_PARTS).items())
_SEARCH = ahocorasick_rs.AhoCorasick([part for part, _ in _PIECES])
_TOKEN = re.compile(r"[A-Z]?[a-z]+|[A-Z]+")


@lru_cache(maxsize=16384)
def hint_of(name: str) -> int:
    """Return the hints of an element as a bit mask over `HINTS`; `name` is its class, id and role in one string."""
    mask = 0
    for token in _TOKEN.findall(name):
        mask |= _EXACT.get(token.lower(), 0)
    for index, _, _ in _SEARCH.find_matches_as_indexes(name.lower(), overlapping=True):
        mask |= _PIECES[index][1]
    return mask


_ASIDE = re.compile(r"tooltip|popover|roll-?over|sr-only|screen-?reader|visually-?hidden|visuallyhidden", re.IGNORECASE)


@lru_cache(maxsize=16384)
def is_aside(name: str) -> bool:
    """Tell whether an element inside a sentence is for a pointer that rests on it or for a screen reader only."""
    return _ASIDE.search(name) is not None
