extension Migration {
    /// How it came to work again at a customer's site, in the words that the customer reads.
    static let restoredHow = Migration(
        number: 21, name: "restored how", statements: ["ALTER TABLE audience ADD COLUMN restored_how TEXT"])

    /// The predicate a customer was found by. It used to be read out of the reason, which is for people.
    static let foundBy = Migration(
        number: 23, name: "found by", statements: ["ALTER TABLE audience ADD COLUMN found_by TEXT"])
}
