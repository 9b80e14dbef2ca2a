"""Mentions resolve to organisations, under people's judgements; pure functions on records.

A *node* is one name as texts mention it, whatever its writing (`nodes.norm`). Its id follows from that normal form
alone; a *generic* name without a word of its own (卫生部) is another node in each country. Nodes join to
*organisations*:

1. what people judged `same` is joined, what they judged `different` never is, not even by way of others; `unsure`
   leaves a pair to people; `parent` is a relation, and keeps the two apart. Where decisions contradict each other,
   the latest standing one holds and a notice says so;
2. two names that one mention carries (西门子（Siemens）) are joined, unless something clearly separates them;
3. names whose score is at least `joining.SURE`, or whose cores are equal, are joined, the surest first, unless any
   two members would clearly differ (numbers, countries, places, legal forms, a university and its hospital);
4. a name that fits two organisations equally is left alone. Such pairs, and less sure ones, are for people.

Life of an id. An organisation's id is that of its *founder*: the node that stood first in evidence, by the order in
which evidence was appended. Evidence is append-only and texts that a document no longer has still count, so an
organisation that gains members keeps its id.

* *gains a member*: the member's own id forwards to the organisation;
* *merge*: the id of the earlier founder stays; the other's, and those of its members, forward to it;
* *split* (a `different` judgement, or one taken back): each part has the id of its own founder; a forward of kind
  `split` names the decision; taking the decision back gives the ids from before;
* every id that was ever issued is a node's id, so it resolves for as long as the code reads that name.
"""

from attache.link.organisations.joining import SURE
from attache.link.organisations.judgements import JUDGED, Contradiction, Judgement
from attache.link.organisations.nodes import Ids, Node, Spelling, node_id, norm
from attache.link.organisations.pairs import LEAST, Cache, KnownNode, Scored
from attache.link.organisations.relations import Containment
from attache.link.organisations.resolving import Doubt, Joined, Related, Resolved, resolve
from attache.link.organisations.summaries import Summary
from attache.link.organisations.traits import Traits, is_generic, read_traits, written

__all__ = [
    "JUDGED",
    "LEAST",
    "SURE",
    "Cache",
    "Containment",
    "Contradiction",
    "Doubt",
    "Ids",
    "Joined",
    "Judgement",
    "KnownNode",
    "Node",
    "Related",
    "Resolved",
    "Scored",
    "Spelling",
    "Summary",
    "Traits",
    "is_generic",
    "node_id",
    "norm",
    "read_traits",
    "resolve",
    "written",
]
