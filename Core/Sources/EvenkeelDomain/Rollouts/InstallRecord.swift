/// A step of the work that a technician has ticked off, counted from 1.
public struct InstallTick: Hashable, Sendable, Codable {
    public var number: Int
    public var at: Timestamp
    public var by: String

    public init(number: Int, at: Timestamp, by: String) {
        self.number = number
        self.at = at
        self.by = by
    }
}

/// What a technician left as proof of an install: a photograph, a log, a signed sheet. Its content is kept apart.
public struct InstallRecord: Hashable, Sendable, Codable {
    /// A record is no archive.
    public static let sizeLimitBytes = 2 << 20
    public static let countLimit = 10

    /// Counted from 1 for each install.
    public var number: Int
    public var name: String
    public var type: String
    public var sizeBytes: Int
    public var at: Timestamp
    public var by: String

    public init(number: Int, name: String, type: String, sizeBytes: Int, at: Timestamp, by: String) {
        self.number = number
        self.name = name
        self.type = type
        self.sizeBytes = sizeBytes
        self.at = at
        self.by = by
    }
}
