"""A synthetic corpus for demonstration and tests: invented postings in the real site's shape, marked as such."""

from attache.demo.corpus import DAYS, SEED, corpus
from attache.demo.posting import Posting, Proof, Text, TrueAmount, Truth
from attache.demo.site import HOST, declarations, site, write_truth, write_warc

__all__ = [
    "DAYS",
    "HOST",
    "SEED",
    "Posting",
    "Proof",
    "Text",
    "TrueAmount",
    "Truth",
    "corpus",
    "declarations",
    "site",
    "write_truth",
    "write_warc",
]
