"""The printed leaflet: from a leaflet's page to a sheet that is folded in three, and to large print."""
