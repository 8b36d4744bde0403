/// What became of a batch of outcomes.
public struct OutcomesDocument: Codable, Hashable, Sendable {
    public struct Refused: Codable, Hashable, Sendable {
        public var index: Int
        /// What the outcome calls itself, as far as it could be read; else empty.
        public var id: String
        public var installation: String
        public var code: String
        public var hint: String

        public init(index: Int, id: String, installation: String, code: String, hint: String) {
            self.index = index
            self.id = id
            self.installation = installation
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
