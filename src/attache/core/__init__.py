"""Words that all stages share: records, ids, spans, text, files, errors, the workspace."""
