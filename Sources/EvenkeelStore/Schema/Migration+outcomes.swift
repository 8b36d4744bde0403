extension Migration {
    /// Outcomes that count in whatever order they come, what sites have shown, and the log of what was refused.
    static let outcomes = Migration(
        number: 2, name: "outcomes",
        statements: [
            "ALTER TABLE placements ADD COLUMN last_trouble_at BIGINT",
            "UPDATE placements SET last_trouble_at = trouble_at",
            "ALTER TABLE outcomes ADD COLUMN count BIGINT CHECK (count >= 0)",
            "ALTER TABLE outcomes ADD COLUMN exposure BIGINT CHECK (exposure >= 0)",
            // Reports of sites whose start is not known yet; they move to the others when it is.
            """
            CREATE TABLE early_outcomes (
              id TEXT PRIMARY KEY,
              rollout TEXT NOT NULL,
              installation TEXT NOT NULL,
              release TEXT NOT NULL,
              kind TEXT NOT NULL,
              at BIGINT NOT NULL,
              fault TEXT,
              feature TEXT,
              count BIGINT CHECK (count >= 0),
              exposure BIGINT CHECK (exposure >= 0)
            )
            """,
            "CREATE INDEX early_outcomes_site ON early_outcomes (rollout, installation)",
            // What a policy may ask a site for, each once. An answer has the empty feature.
            """
            CREATE TABLE signs (
              rollout TEXT NOT NULL,
              installation TEXT NOT NULL,
              kind TEXT NOT NULL,
              feature TEXT NOT NULL,
              PRIMARY KEY (rollout, installation, kind, feature)
            )
            """,
            """
            INSERT INTO signs (rollout, installation, kind, feature) \
            SELECT DISTINCT rollout, installation, kind, CASE kind WHEN 'used' THEN COALESCE(feature, '') ELSE '' END \
            FROM outcomes WHERE kind IN ('used', 'response_fine', 'response_trouble')
            """,
            """
            CREATE TABLE fault_names (
              rollout TEXT NOT NULL,
              fault TEXT NOT NULL,
              name TEXT NOT NULL,
              PRIMARY KEY (rollout, fault)
            )
            """,
            """
            CREATE TABLE outcome_refusals (
              source TEXT NOT NULL,
              code TEXT NOT NULL,
              count BIGINT NOT NULL,
              first_at BIGINT NOT NULL,
              last_at BIGINT NOT NULL,
              outcome TEXT NOT NULL,
              installation TEXT NOT NULL,
              PRIMARY KEY (source, code)
            )
            """,
        ])
}
