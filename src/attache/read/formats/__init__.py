"""Files of the kinds in which postings come, opened into the documents that they hold.

What a file is goes by its content, then by its declared media type, then by its name. A file that cannot be
read is refused with one sentence.
"""

from attache.read.formats.opening import LIMIT, documents
from attache.read.formats.part import Part

__all__ = ["LIMIT", "Part", "documents"]
