extension Migration {
    /// At which version of the fleet each of its rows last changed, so that a picture of it in memory reads only what is
    /// new; and an index from which the sites of a rollout are counted.
    static let changes = Migration(
        number: 13, name: "changes",
        statements: [
            "ALTER TABLE customers ADD COLUMN changed BIGINT NOT NULL DEFAULT 0",
            "ALTER TABLE contacts ADD COLUMN changed BIGINT NOT NULL DEFAULT 0",
            "ALTER TABLE installations ADD COLUMN changed BIGINT NOT NULL DEFAULT 0",
            // Folded; NULL where a contact was put before this column was.
            "ALTER TABLE contacts ADD COLUMN address TEXT",
            "CREATE INDEX customers_changed ON customers (changed)",
            "CREATE INDEX contacts_changed ON contacts (changed)",
            "CREATE INDEX contacts_address ON contacts (address)",
            "CREATE INDEX installations_changed ON installations (changed)",

            "DROP INDEX placements_wave",
            "CREATE INDEX placements_wave ON placements (rollout, wave, state, unplanned)",
        ])
}
