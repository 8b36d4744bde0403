extension Migration {
    /// The days of those sites of a notice that go on another day than the one it names.
    static let noticeDays = Migration(
        number: 19, name: "notice days", statements: ["ALTER TABLE notices ADD COLUMN days TEXT"])
}

extension Migration {
    /// The few sites that need a look are found without a walk through all of a wave.
    static let troubledPlacements = Migration(
        number: 20, name: "troubled placements",
        statements: [
            "CREATE INDEX placements_troubled ON placements (rollout, wave, installation) WHERE trouble_at IS NOT NULL"
        ])
}

extension Migration {
    /// Notices that reached nobody; of those from before it is not known, and they count as heard.
    static let unheardNotices = Migration(
        number: 24, name: "unheard notices",
        statements: ["ALTER TABLE notices ADD COLUMN unheard BIGINT NOT NULL DEFAULT 0"])
}

extension Migration {
    /// When a day moved that a notice names; where that was before, it is not known, and the notice counts from when it went out.
    static let movedNotices = Migration(
        number: 25, name: "moved notices", statements: ["ALTER TABLE notices ADD COLUMN moved_at BIGINT"])
}

extension Migration {
    /// The sites of a notice whose day was agreed to and stands, while it is asked about others.
    static let agreedSites = Migration(
        number: 26, name: "agreed sites", statements: ["ALTER TABLE notices ADD COLUMN agreed TEXT"])
}
