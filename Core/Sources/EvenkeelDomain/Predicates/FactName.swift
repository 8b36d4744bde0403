/// A fact that a predicate may ask for, and the form of its values.
public struct FactName: Hashable, Sendable {
    public enum Kind: String, Sendable { case text, number, version, date, criticality }

    public let name: String
    public let kind: Kind

    /// Facts of installations and their customers.
    public static let installation: [FactName] = [
        .init("installation"), .init("customer"), .init("customer_name"), .init("product"), .init("version", .version),
        .init("feature"), .init("features"), .init("complexity", .number), .init("friendly", .number),
        .init("feedback", .number), .init("criticality", .criticality), .init("seats", .number), .init("wants"),
        .init("region"), .init("country"), .init("timezone"), .init("locale"), .init("account_manager"), .init("team"),
        .init("executor"), .init("external_id"), .init("pinned_until", .date), .init("support_ends", .date),
        .init("contract_due", .date), .init("after"), .init("moves_with"), .init("tag"), .init("tags"),
    ]

    /// Facts of a release; asked in holds and guards.
    public static let release: [FactName] = [
        .init("release.product"), .init("release.version", .version), .init("release.touches"), .init("release.fixes"),
    ]

    static let environmentPrefix = "environment."

    private init(_ name: String, _ kind: Kind = .text) {
        self.name = name
        self.kind = kind
    }

    /// The fact of that name, or nil. `environment.KEY` is a fact for every key.
    public static func named(_ name: String) -> FactName? {
        if name.hasPrefix(environmentPrefix), name.utf8.count > environmentPrefix.utf8.count { return FactName(name) }
        return (installation + release).first { $0.name == name }
    }

    public static var allNames: [String] { (installation + release).map(\.name) + ["environment.KEY"] }
}
