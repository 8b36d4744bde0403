extension Migration {
    /// What a technician ticks off and leaves as proof. Contents are base64, since a column holds text or a number.
    static let jobs = Migration(
        number: 7, name: "jobs",
        statements: [
            """
            CREATE TABLE install_ticks (
              install BIGINT NOT NULL REFERENCES installs (id),
              number BIGINT NOT NULL,
              at BIGINT NOT NULL,
              ticked_by TEXT NOT NULL,
              PRIMARY KEY (install, number)
            )
            """,
            """
            CREATE TABLE install_records (
              install BIGINT NOT NULL REFERENCES installs (id),
              number BIGINT NOT NULL,
              name TEXT NOT NULL,
              type TEXT NOT NULL,
              size BIGINT NOT NULL,
              at BIGINT NOT NULL,
              left_by TEXT NOT NULL,
              content TEXT NOT NULL,
              PRIMARY KEY (install, number)
            )
            """,
        ])
}
