public import EvenkeelDomain

extension AudienceRule {
    /// The customers whose sites matched a predicate at any time since the impact began, or may have.
    ///
    /// Facts but the version have no history: of those the present ones count. Installing a fix or going back removes
    /// nobody: a site that ran a version meanwhile is asked with that version too. On the columns, so that a million
    /// sites take a fraction of a second; only sites whose version changed meanwhile are asked one by one.
    ///
    /// - Parameters:
    ///   - versions: by site, the versions it ran at some time since, where it ran more than one.
    public static func matching(
        _ predicate: Predicate, image: FleetImage, versions: [InstallationID: [Version]] = [:]
    ) -> [AudienceMember] {
        var truth = image.truth(of: predicate)
        var earlier: [Int: Version] = [:]
        for (id, ran) in versions {
            guard let site = image.number(of: id), !truth.yes[site] else { continue }
            var facts = image.installation(at: site)
            for version in ran where version != facts.version {
                facts.version = version
                let then = predicate.evaluate(SiteFacts(facts, customer: image.customer(of: site)))
                if then == .yes || (then == .maybe && truth[site] == .no) {
                    truth.set(then, at: site)
                    earlier[site] = version
                }
            }
        }
        return members(truth, predicate, image, earlier)
    }

    private static func members(
        _ truth: TruthColumn, _ predicate: Predicate, _ image: FleetImage, _ earlier: [Int: Version]
    ) -> [AudienceMember] {
        // By customer: the first site that matches, and how many do; -1 for none.
        var sure = [Int32](repeating: -1, count: image.customerIDs.count)
        var unsure = sure
        var counts = [Int32](repeating: 0, count: image.customerIDs.count)
        truth.yes.forEachSet { site in
            let customer = Int(image.customerNumbers[site])
            if sure[customer] < 0 { sure[customer] = Int32(site) }
            counts[customer] += 1
        }
        truth.maybe.forEachSet { site in
            let customer = Int(image.customerNumbers[site])
            if unsure[customer] < 0 { unsure[customer] = Int32(site) }
        }
        let text = predicate.description
        var members: [AudienceMember] = []
        for customer in image.customerIDs.indices where sure[customer] >= 0 || unsure[customer] >= 0 {
            let maybe = sure[customer] < 0
            let site = Int(maybe ? unsure[customer] : sure[customer])
            var reason = "\(image.ids[site].text) \(maybe ? "may match" : "matches") \(text)"
            if let version = earlier[site] { reason += " with \(version), which it ran since" }
            if counts[customer] > 1 { reason += ", and \(counts[customer] - 1) more" }
            members.append(
                AudienceMember(
                    customer: image.customerIDs[customer], reason: reason, foundBy: predicate, maybe: maybe))
        }
        return members
    }

    /// The worst criticality among an audience, on the columns. Unknown counts as normal.
    public static func criticality(_ audience: [AudienceMember], image: FleetImage) -> Criticality {
        let customers = Set(audience.map(\.customer))
        let isMember = image.customerIDs.map(customers.contains)
        var worst: Criticality?
        func add(_ criticality: Criticality?) {
            if let criticality { worst = max(worst ?? criticality, criticality) }
        }
        if !image.criticality.codes.isEmpty {
            var seen = [Bool](repeating: false, count: image.criticality.values.count + 1)
            for site in 0..<image.count where isMember[Int(image.customerNumbers[site])] {
                seen[image.criticality.code(of: site)] = true
            }
            for (code, isSeen) in seen.enumerated() where isSeen && code > 0 { add(image.criticality.values[code - 1]) }
        }
        for id in customers { add(image.customers[id]?.criticality) }
        return worst ?? .normal
    }
}

/// What a new diagnosis does to an audience.
public struct AudienceChange: Hashable, Sendable {
    public var members: [AudienceMember]
    /// Those who get the story so far.
    public var joined: [CustomerID]
    /// Those whom the facts never matched: they get "you were not affected after all".
    public var left: [CustomerID]

    public init(from known: [AudienceMember], to computed: [AudienceMember]) {
        let before = Set(known.map(\.customer))
        let after = Set(computed.map(\.customer))
        let states = Dictionary(known.map { ($0.customer, $0) }, uniquingKeysWith: { first, _ in first })
        members = computed.map { member in
            var member = member
            if let known = states[member.customer] {
                (member.state, member.restoredAt, member.restoredHow) = (
                    known.state, known.restoredAt, known.restoredHow
                )
            }
            return member
        }
        joined = after.subtracting(before).sorted()
        left = before.subtracting(after).sorted()
    }

    public var summary: AudienceSummary {
        AudienceSummary(
            customers: members.count, restored: members.count { $0.state == .restored },
            digest: Digest(of: members.map(\.customer.text)))
    }
}
