"""What the page of one record shows: text with evidence, codes of all coders, time line, versions, doubts."""
