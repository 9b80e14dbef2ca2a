"""Words that stand around a text, not in it: share bars, credits, legal notices, links to something else."""

from __future__ import annotations

import re

import ahocorasick_rs

__all__ = ["KINDS", "dated", "kinds_of"]

KINDS = ("boiler", "opening", "credit", "elsewhere", "chrome", "imprint", "attached")

_BOILER = """
©|copyright|all rights reserved|rights reserved|terms of|privacy|cookie|subscrib|newsletter|sign up|signup
log in|sign in|click here|advertis|sponsored|share this|share on|share via|follow us|follow me|get the latest
download our|our app|continue reading|most popular|most read|most viewed|trending|you may|you might|comment on
leave a|whatsapp|pinterest|linkedin|subscription|unsubscribe|your inbox|support us|donate|affiliate|版权所有|版权声明
免责声明|郑重声明|仅代表作者|仅代表本人|未经授权|未经许可|不得转载|转载请|如有侵权|icp备|icp证|公网安备|网站标识码
上一篇|下一篇|上一页|下一页|上一条|下一条|返回顶部|返回首页|打印本页|打印|关闭窗口|分享到|分享|字体|字号|微信公众号
扫码|扫一扫|二维码|点击查看|点击进入|点赞|网站地图|最佳分辨率|浏览本站|联系我们|关于我们|关注我们|蓝字|下载app
浏览次数|阅读量|点击量|点击数|网友评论|您所在的位置|当前位置|友情链接|相关链接
"""
_CHROME = """
login|download the|comments|facebook|instagram|e-mail|email|breaking news|permission|reproduc|licence|license
published in|侵权|备案|许可证|举报|收藏|公众号|微博|更多|登录|注册|评论|主办单位|承办单位|主办：|承办：|主管：|邮编
客户端|技术支持|网友|首页
"""
_IMPRINT = """
发布时间|发布日期|发布于|发表于|发表时间|更新时间|更新日期|录入时间|发布：|发布人|来源：|来源:|信息来源|文章来源|稿源
来源于|作者：|作者:|责任编辑|责编|浏览次数|浏览：|阅读次数|阅读：|点击数|点击：|点击率|字体|字号|published|updated|posted
"""
_ATTACHED = """
附件|.doc|.pdf|.xls|.zip|.rar|.wps
"""
_FIRST = """
related|read more|read also|read next|read:|read the|more:|more on|more from|more about|also read|also on|also:
watch|see also|see more|see:|click|sign up|subscribe|follow|advert|share|updated|published|posted|last updated
by |join|download|get |tags|topics|filed under|this article|this story|this post|about the author|note:|editor
contact|email|e-mail|for more|want more|like this|support|if you |we may|all rights|thanks for|not a subscriber
already a|to comment|the views|disclaimer|reporting by|additional reporting|reporter|source|photo|image|credit
file photo|video|listen|correction|associated press|copyright|originally|categories|share|print|skip|next
previous|up next|advertisement|recommended|trending|popular|what do you think|stay|sponsored|special offer
shop|buy |try |相关|延伸|推荐|更多|点击|扫|关注|责任编辑|责编|编辑|分享|打印|关闭|上一|下一|来源|作者|本文|附件|标签
版权|声明|免责|特别声明|原标题|文章来源|信息来源|稿源|发布|发表|时间|日期|字体|浏览|阅读|点击|您|当前位置|位置
为你|猜你|热门|热点|最新|精彩|排行|栏目|举报|校对|审核|监制
"""
_CREDIT = """
photo:|photo by|photo credit|image:|(image|image credit|credit:|picture:|pic:|getty|shutterstock|ap photo
file photo|courtesy of|screenshot|photograph|photographer|reuters/|afp/|(photo|图片来源|资料图|供图|图为|配图
摄影|图源|记者摄|视觉中国
"""
_ELSEWHERE = """
related|more |further reading|read more|read next|recommended|more from|more stories|more news|more on|also read
see also|you may also|you might also|most popular|most read|trending|up next|don't miss|latest news|top stories
popular|around the web|from our partners|sponsored|comments|leave a reply|leave a comment|about the author
share this|follow us|sign up|相关阅读|相关新闻|相关文章|相关链接|相关推荐|相关信息|相关内容|相关报道|延伸阅读
推荐阅读|为你推荐|为您推荐|猜你喜欢|热门推荐|精彩推荐|热门文章|最新文章|最新资讯|热点推荐|更多新闻|更多文章
上一篇|下一篇|网友评论|热门评论|文章评论|热点排行|点击排行|阅读排行|推荐文章|热门新闻|编辑推荐|大家都在看
我要留言|发表评论|我来说两句|最新评论|我要评论|相关专题|相关主题|最新报道
"""
_LISTS = (_BOILER, _FIRST, _CREDIT, _ELSEWHERE, _CHROME, _IMPRINT, _ATTACHED)
_WORDS = [(word, kind) for kind, words in enumerate(_LISTS) for word in words.strip("\n").replace("\n", "|").split("|")]
_SEARCH = ahocorasick_rs.AhoCorasick([word for word, _ in _WORDS])
_KIND = [kind for _, kind in _WORDS]
_DATE = re.compile(
    r"\d{4}\s?[-/.年]\s?\d{1,2}|\d{1,2}[-/.]\d{1,2}[-/.]\d{4}|\b(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)"
    r"[a-z]{0,6}\.?\s\d|\b\d{1,2}:\d\d\b|\d (?:min|hour|day)[a-z]{0,4} ago",
    re.IGNORECASE,
)
_DIGIT = re.compile(r"\d")
_READ = 300


def kinds_of(text: str) -> int:
    """Return which `KINDS` of words the first 300 characters hold, as a bit mask.

    `opening` words count at the start only, `elsewhere` (a heading over links) only in a text of up to 40 characters.
    """
    mask = 0
    for index, start, _ in _SEARCH.find_matches_as_indexes(text[:_READ].lower(), overlapping=True):
        kind = _KIND[index]
        if (kind != 1 or start <= 2) and (kind != 3 or (start <= 4 and len(text) <= 40)):
            mask |= 1 << kind
    return mask


def dated(text: str) -> bool:
    """Tell whether a short text has a date or a time in it."""
    return _DIGIT.search(text) is not None and _DATE.search(text[:_READ]) is not None
