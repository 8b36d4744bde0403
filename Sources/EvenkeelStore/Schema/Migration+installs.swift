extension Migration {
    /// Installs that were started, each with its number, and what a placement must remember of them.
    static let installs = Migration(
        number: 4, name: "installs",
        statements: [
            "ALTER TABLE placements ADD COLUMN install BIGINT",
            "ALTER TABLE placements ADD COLUMN not_before BIGINT",
            "ALTER TABLE placements ADD COLUMN unplanned BIGINT NOT NULL DEFAULT 0 CHECK (unplanned IN (0, 1))",
            // Numbers stay below 2^31, because update agents read them as 32-bit integers.
            """
            CREATE TABLE installs (
              id BIGINT PRIMARY KEY CHECK (id > 0 AND id < 2147483648),
              rollout TEXT NOT NULL,
              installation TEXT NOT NULL,
              executor TEXT NOT NULL,
              attempt BIGINT NOT NULL,
              state TEXT NOT NULL,
              started_at BIGINT NOT NULL,
              ends_by BIGINT NOT NULL,
              ended_at BIGINT,
              note TEXT,
              node TEXT,
              started_by TEXT
            )
            """,
            "CREATE INDEX installs_state ON installs (state, id)",
            "CREATE INDEX installs_site ON installs (rollout, installation, id)",
            // What was under way when this came: nobody has a number for it, so its time is all that ends it.
            """
            UPDATE placements SET state = 'timedOut', settled_at = started_at, \
            note = 'it was under way when Evenkeel was upgraded: look at the site before it is tried again' \
            WHERE state = 'started'
            """,
        ])
}
