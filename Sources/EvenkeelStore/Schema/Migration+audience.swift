extension Migration {
    /// How it came to work again at a customer's site, in the words that the customer reads.
    static let restoredHow = Migration(
        number: 21, name: "restored how", statements: ["ALTER TABLE audience ADD COLUMN restored_how TEXT"])
}
