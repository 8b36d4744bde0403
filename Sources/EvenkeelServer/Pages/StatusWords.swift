import EvenkeelDomain

/// The words pages use for states, in sentences and on badges.
enum StatusWords {
    static func of(_ status: IncidentStatus) -> String {
        switch status {
        case .suspected: "Suspected"
        case .investigating: "Investigating"
        case .identified: "Identified"
        case .monitoring: "Monitoring"
        case .resolved: "Resolved"
        case .reported: "Reported"
        case .withdrawn: "Withdrawn"
        }
    }

    static func of(_ impact: Impact) -> String {
        switch impact {
        case .none: "No impact"
        case .minor: "Minor"
        case .major: "Major"
        case .critical: "Critical"
        }
    }

    /// What a component does while an incident of this impact is open on it.
    static func component(_ impact: Impact?) -> String {
        switch impact {
        case nil, .some(.none): "Working"
        case .minor: "Working with limits"
        case .major: "Partly out"
        case .critical: "Out"
        }
    }

    /// What a reader may expect after an update; begins with a space, empty where nothing is owed.
    static func outlook(_ outlook: IncidentUpdate.Outlook, zone: ZoneOffsets) -> String {
        switch outlook {
        case .next(let due): " Next update by \(zone.dueText(due)) \(zone.name)."
        case .report(let due):
            " Our report on cause and corrective action comes by \(zone.dueText(due)) \(zone.name)."
        case .closed(let cause): " Cause: \(cause)"
        case .withdrawn, .nothingOwed: ""
        }
    }

    static func of(_ state: OutboundState) -> String {
        switch state {
        case .capture: "Capture: messages are kept here, nothing leaves"
        case .allowList: "Allow-list: messages leave to listed addresses only"
        case .live: "Live: messages leave"
        }
    }
}
