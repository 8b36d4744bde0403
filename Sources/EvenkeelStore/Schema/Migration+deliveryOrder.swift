extension Migration {
    /// The order in which deliveries are claimed, to the last member.
    static let deliveryOrder = Migration(
        number: 15, name: "delivery order",
        statements: [
            "DROP INDEX deliveries_first",
            "CREATE INDEX deliveries_first ON deliveries (state, priority, not_before, id)",
        ])
}
