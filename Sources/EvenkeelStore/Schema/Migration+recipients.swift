extension Migration {
    /// What the owners of addresses chose to be told.
    static let recipients = Migration(
        number: 8, name: "recipients",
        statements: [
            """
            CREATE TABLE choices (
              address TEXT PRIMARY KEY,
              incidents TEXT NOT NULL,
              planned BIGINT NOT NULL CHECK (planned IN (0, 1)),
              chosen_at BIGINT NOT NULL
            )
            """
        ])
}
