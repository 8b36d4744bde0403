extension Migration {
    /// What deliveries said. `body` is the text part, without the links that entitle its recipient.
    static let sentMessages = Migration(
        number: 18, name: "sent messages",
        statements: [
            """
            CREATE TABLE sent_messages (
              delivery TEXT PRIMARY KEY,
              at BIGINT NOT NULL,
              address TEXT NOT NULL,
              subject TEXT NOT NULL,
              body TEXT NOT NULL,
              language TEXT NOT NULL,
              message_id TEXT NOT NULL
            )
            """
        ])
}
