extension Migration {
    /// Reports of sites that are not upgraded yet, and customers' answers with those who wrote them down.
    static let controls = Migration(
        number: 3, name: "controls",
        statements: [
            """
            CREATE TABLE control_outcomes (
              id TEXT NOT NULL,
              rollout TEXT NOT NULL,
              installation TEXT NOT NULL,
              release TEXT NOT NULL,
              kind TEXT NOT NULL,
              at BIGINT NOT NULL,
              fault TEXT,
              feature TEXT,
              count BIGINT CHECK (count >= 0),
              exposure BIGINT CHECK (exposure >= 0),
              PRIMARY KEY (rollout, id)
            )
            """,
            "CREATE INDEX control_outcomes_site ON control_outcomes (rollout, installation, at)",
            """
            CREATE TABLE answers (
              outcome TEXT PRIMARY KEY,
              rollout TEXT NOT NULL,
              installation TEXT NOT NULL,
              is_fine BIGINT NOT NULL CHECK (is_fine IN (0, 1)),
              at BIGINT NOT NULL,
              way TEXT NOT NULL,
              said_by TEXT NOT NULL,
              recorded_by TEXT NOT NULL,
              recorded_at BIGINT NOT NULL,
              note TEXT NOT NULL
            )
            """,
            "CREATE INDEX answers_rollout ON answers (rollout)",
        ])
}
