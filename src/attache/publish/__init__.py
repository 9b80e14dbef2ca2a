"""From an edition to what leaves the workspace: briefs, packs, releases and feeds, each with its notice."""
