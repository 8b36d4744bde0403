extension Migration {
    /// Which messages go first. What was queued before counts as planned (6).
    static let deliveryPriority = Migration(
        number: 6, name: "delivery priority",
        statements: [
            "ALTER TABLE deliveries ADD COLUMN priority BIGINT NOT NULL DEFAULT 6",
            "CREATE INDEX deliveries_first ON deliveries (state, priority, not_before)",
        ])
}
