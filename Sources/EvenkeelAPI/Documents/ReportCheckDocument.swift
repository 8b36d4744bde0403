public import EvenkeelDomain

/// A point of the publish check-list.
public struct ReportCheckDocument: Codable, Hashable, Sendable {
    public var rule: String
    public var met: Bool
    public var text: String

    public init(_ check: ReportCheck) {
        rule = check.rule.rawValue
        met = check.isMet
        text =
            switch check.rule {
            case .whatHappened: "What happened is said in the customers' words."
            case .cause: "There is a cause; there may be several."
            case .action: "There is a corrective action."
            case .owners: "Every action has an owner."
            case .oursForSupplier: "Where a supplier is a cause, one action is ours."
            case .dates: "The date of every open action lies ahead."
            case .audience: "There is somebody to tell."
            case .words: "It names nothing that is not for its readers."
            }
    }
}

/// How many of the incidents in an import are known now.
public struct ImportedIncidentsDocument: Codable, Hashable, Sendable {
    public var incidents: Int

    public init(incidents: Int) { self.incidents = incidents }
}
