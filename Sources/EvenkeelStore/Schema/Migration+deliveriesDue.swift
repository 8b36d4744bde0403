extension Migration {
    /// No statement goes by it since deliveries are claimed by priority, and each step of a delivery paid for it.
    static let deliveriesDue = Migration(
        number: 22, name: "deliveries due", statements: ["DROP INDEX deliveries_due"])
}
