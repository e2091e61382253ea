"""Prefect around the night: thin flows, artifacts and the server that `voc up` starts."""
