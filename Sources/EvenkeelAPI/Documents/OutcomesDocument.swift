/// What became of a batch of outcomes.
public struct OutcomesDocument: Codable, Hashable, Sendable {
    public struct Refused: Codable, Hashable, Sendable {
        public var index: Int
        public var code: String
        public var hint: String

        public init(index: Int, code: String, hint: String) {
            self.index = index
            self.code = code
            self.hint = hint
        }
    }

    public var accepted: Int
    public var refused: [Refused]

    public init(accepted: Int, refused: [Refused]) {
        self.accepted = accepted
        self.refused = refused
    }
}
