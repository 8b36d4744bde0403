import EvenkeelDomain
public import EvenkeelLedger

/// The log of what was refused: for each source and reason how often, since when, and the latest example.
public struct RefusalsDocument: Codable, Hashable, Sendable {
    public struct Line: Codable, Hashable, Sendable {
        public var source: String
        public var code: String
        public var count: Int
        public var firstAt: String
        public var lastAt: String
        public var outcome: String
        public var installation: String

        public init(_ line: RefusalLine) {
            source = line.source
            code = line.code
            count = line.count
            firstAt = line.firstAt.description
            lastAt = line.lastAt.description
            outcome = line.outcome
            installation = line.installation
        }
    }

    public var refusals: [Line]

    public init(_ lines: [RefusalLine]) { refusals = lines.map(Line.init) }
}
