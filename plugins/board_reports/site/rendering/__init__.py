"""Making the pages of reports: out of the cache where nothing has changed, else by all cores."""
