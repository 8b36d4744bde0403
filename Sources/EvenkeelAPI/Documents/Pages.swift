public import Foundation

/// The lists of the API: each under the name of what it lists, with `next` where there may be more.
public struct FleetPage: Codable, Hashable, Sendable {
    public var installations: [InstallationDocument]
    @Nullable public var next: String?

    public init(installations: [InstallationDocument], next: String?) {
        self.installations = installations
        self.next = next
    }
}

/// A page of rollouts, with the cursor of the next one.
public struct RolloutPage: Codable, Hashable, Sendable {
    public var rollouts: [RolloutDocument]
    @Nullable public var next: String?

    public init(rollouts: [RolloutDocument], next: String?) {
        self.rollouts = rollouts
        self.next = next
    }
}

extension RolloutPage {
    /// A page as JSON, byte for byte as `WireJSON` writes it, of rollouts that are JSON already.
    public static func json(of rollouts: [Data], next: String? = nil) throws -> Data {
        var page = Data(#"{"next":"#.utf8)
        page += try WireJSON.data(next)
        page += Data(#","rollouts":["#.utf8)
        page += Data(rollouts.joined(separator: Data(",".utf8)))
        return page + Data("]}".utf8)
    }
}

/// A page of placements, with the cursor of the next one.
public struct PlacementPage: Codable, Hashable, Sendable {
    public var placements: [PlacementDocument]
    @Nullable public var next: String?

    public init(placements: [PlacementDocument], next: String?) {
        self.placements = placements
        self.next = next
    }
}

/// A page of incidents, with the cursor of the next one.
public struct IncidentPage: Codable, Hashable, Sendable {
    public var incidents: [IncidentDocument]
    @Nullable public var next: String?

    public init(incidents: [IncidentDocument], next: String?) {
        self.incidents = incidents
        self.next = next
    }
}

/// A page of promises, with the cursor of the next one.
public struct PromisePage: Codable, Hashable, Sendable {
    public var promises: [PromiseDocument]
    @Nullable public var next: String?

    public init(promises: [PromiseDocument], next: String?) {
        self.promises = promises
        self.next = next
    }
}

/// A page of notices, with the cursor of the next one.
public struct NoticePage: Codable, Hashable, Sendable {
    public var notices: [NoticeDocument]
    @Nullable public var next: String?

    public init(notices: [NoticeDocument], next: String?) {
        self.notices = notices
        self.next = next
    }
}

/// A page of deliveries, with the cursor of the next one.
public struct DeliveryPage: Codable, Hashable, Sendable {
    public var deliveries: [DeliveryDocument]
    /// What will be queued within a day; only where that is asked for.
    public var announced: [AnnouncedDocument]?
    @Nullable public var next: String?

    public init(deliveries: [DeliveryDocument], announced: [AnnouncedDocument]? = nil, next: String?) {
        self.deliveries = deliveries
        self.announced = announced
        self.next = next
    }
}

/// A page of releases, with the cursor of the next one.
public struct ReleasePage: Codable, Hashable, Sendable {
    public var releases: [ReleaseDocument]
    @Nullable public var next: String?

    public init(releases: [ReleaseDocument], next: String?) {
        self.releases = releases
        self.next = next
    }
}

/// A page of holds, with the cursor of the next one.
public struct HoldPage: Codable, Hashable, Sendable {
    public var holds: [HoldDocument]
    @Nullable public var next: String?

    public init(holds: [HoldDocument], next: String?) {
        self.holds = holds
        self.next = next
    }
}

/// A page of guards, with the cursor of the next one.
public struct GuardPage: Codable, Hashable, Sendable {
    public var guards: [GuardDocument]
    @Nullable public var next: String?

    public init(guards: [GuardDocument], next: String?) {
        self.guards = guards
        self.next = next
    }
}

/// A page of journal entries, with the cursor of the next one.
public struct JournalPage: Codable, Hashable, Sendable {
    public var entries: [EntryDocument]
    @Nullable public var next: Int?

    public init(entries: [EntryDocument], next: Int?) {
        self.entries = entries
        self.next = next
    }
}

/// A page of tokens, with the cursor of the next one.
public struct TokenPage: Codable, Hashable, Sendable {
    public var tokens: [TokenDocument]
    @Nullable public var next: String?

    public init(tokens: [TokenDocument], next: String?) {
        self.tokens = tokens
        self.next = next
    }
}

/// A page of components, with the cursor of the next one.
public struct ComponentPage: Codable, Hashable, Sendable {
    public var components: [ComponentDocument]
    @Nullable public var next: String?

    public init(components: [ComponentDocument], next: String?) {
        self.components = components
        self.next = next
    }
}
