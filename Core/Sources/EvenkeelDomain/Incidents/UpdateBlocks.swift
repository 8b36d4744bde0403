/// An update made of building blocks, so that each reader reads it whole in their own language, whoever wrote it.
public struct UpdateBlocks: Hashable, Sendable, Codable {
    public enum Block: String, CaseIterable, Sendable {
        case notWorking = "not_working"
        case stillWorks = "still_works"
        case meanwhile
        case doing
    }

    /// Ids of phrases, in the order in which they are said.
    public var notWorking: [String]
    public var stillWorks: [String]
    public var meanwhile: [String]
    public var doing: [String]
    /// What was written besides, by language: `["it": "..."]`.
    public var free: [String: String]

    public init(
        notWorking: [String] = [], stillWorks: [String] = [], meanwhile: [String] = [], doing: [String] = [],
        free: [String: String] = [:]
    ) {
        self.notWorking = notWorking
        self.stillWorks = stillWorks
        self.meanwhile = meanwhile
        self.doing = doing
        self.free = free
    }

    public subscript(_ block: Block) -> [String] {
        get {
            switch block {
            case .notWorking: notWorking
            case .stillWorks: stillWorks
            case .meanwhile: meanwhile
            case .doing: doing
            }
        }
        set {
            switch block {
            case .notWorking: notWorking = newValue
            case .stillWorks: stillWorks = newValue
            case .meanwhile: meanwhile = newValue
            case .doing: doing = newValue
            }
        }
    }
}
