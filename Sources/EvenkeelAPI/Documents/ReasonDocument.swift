/// A reason a machine can filter by its code and a person can read.
public struct ReasonDocument: Codable, Hashable, Sendable {
    public var code: String
    public var text: String
    /// Feature pairs that nobody had tried before; only on the reasons of placements.
    public var newPairs: Int?

    public init(code: String, text: String, newPairs: Int? = nil) {
        self.code = code
        self.text = text
        self.newPairs = newPairs
    }
}

extension [ReasonDocument] {
    /// What a line of a list has room for: the first, and whatever else a person must look at.
    public var inBrief: String {
        (prefix(1) + dropFirst().filter { $0.code == "gone" }).map(\.text).joined(separator: " ")
    }
}
