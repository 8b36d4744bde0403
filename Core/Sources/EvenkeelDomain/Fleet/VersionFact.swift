/// Which version a site runs, who says so, and since when.
public struct VersionFact: Hashable, Sendable, Codable {
    public enum Source: String, CaseIterable, Codable, Sendable { case executor, agent, probe, technician, `import` }

    public let version: Version
    public let source: Source
    public let at: Timestamp

    public init(version: Version, source: Source, at: Timestamp) {
        self.version = version
        self.source = source
        self.at = at
    }
}
