extension Migration {
    /// What customers are asked and answer, dates that sites have of their own, and links that open a page.
    static let consent = Migration(
        number: 3, name: "consent",
        statements: [
            "ALTER TABLE notices ADD COLUMN day TEXT",
            "ALTER TABLE notices ADD COLUMN must_agree BIGINT NOT NULL DEFAULT 0",
            "ALTER TABLE notices ADD COLUMN postponed BIGINT NOT NULL DEFAULT 0",
            "ALTER TABLE notices ADD COLUMN reminded_at BIGINT",
            "CREATE INDEX notices_customer ON notices (customer)",
            "CREATE INDEX placements_customer ON placements (customer)",
            """
            CREATE TABLE answers (
              id TEXT PRIMARY KEY,
              rollout TEXT,
              customer TEXT NOT NULL,
              recorded_at BIGINT NOT NULL,
              answer TEXT NOT NULL
            )
            """,
            "CREATE INDEX answers_customer ON answers (customer)",
            """
            CREATE TABLE site_dates (
              rollout TEXT NOT NULL,
              installation TEXT NOT NULL,
              not_before BIGINT NOT NULL,
              cause TEXT NOT NULL,
              PRIMARY KEY (rollout, installation)
            )
            """,
            """
            CREATE TABLE links (
              secret_hash TEXT PRIMARY KEY,
              kind TEXT NOT NULL,
              subject TEXT NOT NULL,
              contact TEXT,
              created_at BIGINT NOT NULL,
              expires_at BIGINT,
              revoked_at BIGINT
            )
            """,
            "CREATE INDEX links_subject ON links (kind, subject)",
            """
            CREATE TABLE appointments (
              id TEXT PRIMARY KEY,
              rollout TEXT NOT NULL,
              customer TEXT NOT NULL,
              person TEXT NOT NULL,
              start_at BIGINT NOT NULL,
              appointment TEXT NOT NULL
            )
            """,
            "CREATE INDEX appointments_person ON appointments (person, start_at)",
            "CREATE INDEX appointments_customer ON appointments (customer)",
            "CREATE TABLE deployment_keys (name TEXT PRIMARY KEY, value TEXT NOT NULL)",
        ])
}
