"""The model, the workspace and the readers, on which queries, charts and exports stand."""
