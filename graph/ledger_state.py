"""What stands in a workspace's ledger, in a few words: how many decided, and which judge."""

from __future__ import annotations

import hashlib

from hullmark.graph.workspace import Workspace


def ledger_state(workspace: Workspace) -> dict[str, str]:
    """The number of decisions, those by people and their digest, the judge's versions."""
    con = workspace.connection
    counts = con.execute("SELECT count(*), coalesce(sum(by_person), 0) FROM decision").fetchone()
    versions = con.execute("SELECT DISTINCT version FROM decision WHERE NOT by_person ORDER BY 1")
    digest = hashlib.sha256()
    for row in con.execute(
        "SELECT left, right, verdict, author, reason, cite FROM decision WHERE by_person"
        " ORDER BY left, right, author, id"
    ):
        digest.update(repr(row).encode("utf-8", "surrogatepass"))
    return {
        "kind": "workspace",
        "decisions": str(counts[0]),
        "decisions_by_people": str(counts[1]),
        "decisions_by_people_sha256": digest.hexdigest(),
        "judged_by_versions": ", ".join(version or "(none stated)" for (version,) in versions),
    }
