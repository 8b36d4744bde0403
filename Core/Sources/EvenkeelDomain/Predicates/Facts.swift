/// What is known of one fact: nothing, or its values (none, one or several), as text.
public enum FactValue: Hashable, Sendable {
    case unknown
    case known([String])

    /// An empty text means that there is none.
    init(_ value: String?) { self = value.map { .known($0.isEmpty ? [] : [$0]) } ?? .unknown }
    init(_ values: Set<String>?) { self = values.map { .known(Array($0)) } ?? .unknown }
}

/// Something predicates can be evaluated over.
public protocol Facts {
    func value(of name: String) -> FactValue
}

/// An installation with its customer, and the release it would get where one is at hand.
public struct SiteFacts: Facts {
    public let site: Installation
    public let customer: Customer?
    public let release: Release?

    public init(_ site: Installation, customer: Customer?, release: Release? = nil) {
        self.site = site
        self.customer = customer
        self.release = release
    }

    public func value(of name: String) -> FactValue {
        switch name {
        case "installation": return .known([site.id.text])
        case "customer": return .known([site.customer.text])
        case "customer_name": return FactValue(customer?.name)
        case "product": return FactValue(site.product)
        case "version": return FactValue(site.version?.description)
        case "feature", "features": return FactValue(site.features)
        case "complexity": return FactValue(site.effectiveComplexity.map { "\($0)" })
        case "friendly": return FactValue(site.friendly.map { "\($0.value)" })
        case "feedback": return FactValue(site.feedback.map { "\($0.value)" })
        case "criticality": return FactValue((site.criticality ?? customer?.criticality)?.rawValue)
        case "seats": return FactValue(site.seats.map { "\($0)" })
        case "wants": return FactValue(site.wants)
        case "region": return FactValue(site.region)
        case "country": return FactValue(site.country)
        case "timezone": return FactValue(site.timezone ?? customer?.timezone)
        case "locale": return FactValue(site.locale ?? customer?.locale)
        case "account_manager": return FactValue(site.accountManager)
        case "team": return FactValue(site.team)
        case "executor": return FactValue(site.executor)
        case "external_id": return FactValue(site.externalID)
        case "pinned_until": return .known(site.pinnedUntil.map { ["\($0)"] } ?? [])
        case "support_ends": return FactValue(site.supportEnds.map { "\($0)" })
        case "contract_due": return FactValue(site.contractDue.map { "\($0)" })
        case "after": return .known(site.after.map { [$0.text] } ?? [])
        case "moves_with": return .known(site.movesWith.map { [$0] } ?? [])
        case "tag", "tags": return FactValue(site.tags)
        default:
            if name.hasPrefix(FactName.environmentPrefix) {
                guard let environment = site.environment else { return .unknown }
                let key = String(name.dropFirst(FactName.environmentPrefix.count))
                return .known(environment[key].map { [$0] } ?? [])
            }
            return release.map { $0.value(of: name) } ?? .unknown
        }
    }
}

extension Release: Facts {
    public func value(of name: String) -> FactValue {
        switch name {
        case "release.product": .known([product])
        case "release.version": .known([version.description])
        case "release.touches": .known(Array(touches))
        case "release.fixes": .known(Array(fixes))
        default: .unknown
        }
    }
}
