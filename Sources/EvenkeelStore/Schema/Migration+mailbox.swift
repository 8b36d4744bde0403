extension Migration {
    /// Which addresses take no mail, and what people answered.
    static let mailbox = Migration(
        number: 9, name: "mailbox",
        statements: [
            "CREATE TABLE quarantines (address TEXT PRIMARY KEY, since BIGINT NOT NULL, reason TEXT NOT NULL)",
            """
            CREATE TABLE replies (
              id TEXT PRIMARY KEY,
              contact TEXT,
              customer TEXT,
              thread TEXT,
              sender TEXT NOT NULL,
              subject TEXT NOT NULL,
              body TEXT NOT NULL,
              received_at BIGINT NOT NULL,
              is_automatic BIGINT NOT NULL CHECK (is_automatic IN (0, 1)),
              read_at BIGINT,
              read_by TEXT
            )
            """,
            "CREATE INDEX replies_received ON replies (received_at)",
            "CREATE INDEX replies_customer ON replies (customer, thread)",
        ])
}
