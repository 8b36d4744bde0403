extension Migration {
    /// At which version of its rollout's tally a placement last changed, and at which version some were last taken out.
    static let siteChanges = Migration(
        number: 14, name: "site changes",
        statements: [
            "ALTER TABLE placements ADD COLUMN changed BIGINT NOT NULL DEFAULT 0",
            "ALTER TABLE tallies ADD COLUMN cut BIGINT NOT NULL DEFAULT 0",
            "CREATE INDEX placements_changed ON placements (rollout, changed)",
        ])
}
