extension Migration {
    /// One ticket for each affected customer in the operator's tool.
    static let tickets = Migration(
        number: 11, name: "tickets",
        statements: [
            """
            CREATE TABLE tickets (
              incident TEXT NOT NULL,
              customer TEXT NOT NULL,
              reference TEXT,
              url TEXT,
              told BIGINT NOT NULL,
              closed_at BIGINT,
              attempts BIGINT NOT NULL,
              next_at BIGINT NOT NULL,
              problem TEXT,
              PRIMARY KEY (incident, customer)
            )
            """
        ])
}
