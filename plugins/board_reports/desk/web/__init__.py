"""The web desk: the Business Unit's work in a browser, with pages rendered on the server and no script."""
