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

extension [VersionFact] {
    /// What a site ran before it got a release, from its history, oldest first; nil where nobody knows.
    ///
    /// - Parameter until: what was said later does not count; nil where it does.
    public func version(before release: Version, until: Timestamp?) -> Version? {
        last { fact in fact.version != release && until.map { fact.at <= $0 } ?? true }?.version
    }
}
