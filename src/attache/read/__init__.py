"""Read: from captures to documents, opportunities and mentions, each value with the words that prove it."""
