"""The model, the workspace and the readers: everything that queries, charts and exports stand on."""
