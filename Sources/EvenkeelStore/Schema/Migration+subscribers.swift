extension Migration {
    /// The public that asked, and confirmed, to be told. `address` is folded, `written` as its owner writes it.
    static let subscribers = Migration(
        number: 10, name: "subscribers",
        statements: [
            """
            CREATE TABLE subscribers (
              address TEXT PRIMARY KEY,
              written TEXT NOT NULL,
              locale TEXT,
              components TEXT NOT NULL,
              incidents TEXT NOT NULL,
              confirmed_at BIGINT NOT NULL
            )
            """
        ])
}
