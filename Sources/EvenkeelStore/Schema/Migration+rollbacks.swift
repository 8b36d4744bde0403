extension Migration {
    /// What an install puts back, where it is one that takes a release back.
    static let rollbacks = Migration(
        number: 12, name: "rollbacks", statements: ["ALTER TABLE installs ADD COLUMN back_to TEXT"])
}
