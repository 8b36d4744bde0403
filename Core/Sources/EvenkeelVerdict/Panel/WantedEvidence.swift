/// Evidence a policy asks for before the next wave, besides time and clean sites.
public enum WantedEvidence: Sendable, Equatable {
    /// A feature must have been used at so many sites.
    case featureUse(feature: String, sites: Int)
    /// So many customers must have answered.
    case responses(Int)
    /// Something must have happened in the business, such as a month end.
    case businessEvent(String)

    /// What of it has not come yet.
    func missing(_ received: ReceivedEvidence) -> MissingEvidence? {
        switch self {
        case .featureUse(let feature, let sites):
            let used = received.sitesUsing[feature] ?? 0
            return used < sites ? .featureUse(feature: feature, moreSites: sites - used) : nil
        case .responses(let wanted):
            return received.responses < wanted ? .responses(more: wanted - received.responses) : nil
        case .businessEvent(let name): return received.businessEvents.contains(name) ? nil : .businessEvent(name)
        }
    }
}
