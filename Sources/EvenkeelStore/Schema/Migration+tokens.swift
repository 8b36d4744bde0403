extension Migration {
    /// Of which installations a token may report.
    static let tokenPredicates = Migration(
        number: 17, name: "token predicates", statements: ["ALTER TABLE tokens ADD COLUMN predicate TEXT"])
}
