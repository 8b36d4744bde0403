import EvenkeelDomain

/// The sites as they really are: what they run, which of them break, which of them say nothing.
struct World: Sendable {
    static let component = Component(id: "telephony", name: "Telephony")
    static let start = CivilDate(dayNumber: 20_514).startUTC + .hours(8)  // Monday 2026-03-02, 08:00 UTC
    static let broken = version("5.2.0")
    static let fixed = version("5.2.1")
    static let later = version("5.3.0")
    private static let old = version("5.1.0")
    private static let features = ["call-queue", "fax", "sip-trunk", "voicemail"]

    let seed: UInt64
    let fleet: Fleet
    let fault: HiddenFault

    init(seed: UInt64) {
        var random = SplitMix64(seed: seed, for: "world")
        self.seed = seed
        var customers: [Customer] = []
        var contacts: [Contact] = []
        var sites: [Installation] = []
        for number in 1...(5 + random.below(5)) {
            let customer = CustomerID("customer-\(number)")
            customers.append(
                Customer(
                    id: customer, name: "Customer \(number)", locale: random.pick(["en", "it-CH", "he"]),
                    criticality: random.pick([.low, .normal, .revenue])))
            for (index, role) in [Contact.Role.both, .outage, .planned].prefix(random.below(4)).enumerated() {
                let text = "person-\(index)@customer-\(number).example"
                guard let address = EmailAddress(text) else { continue }
                contacts.append(Contact(id: ContactID(text), customer: customer, email: address, role: role))
            }
            for branch in 1...(1 + random.below(2)) {
                var site = Installation(id: InstallationID("site-\(number)-\(branch)"), customer: customer)
                site.product = "pbx"
                site.version = Self.old
                site.features = Set(Self.features.filter { _ in random.chance(0.5) })
                if random.chance(0.1) { site.features = nil }
                site.complexity = Share(Double(random.below(100)) / 100)
                site.seats = 5 + random.below(50)
                sites.append(site)
            }
        }
        fleet = Fleet(installations: sites, customers: customers, contacts: contacts)
        switch random.below(4) {
        case 0: fault = .none
        case 1: fault = .scattered(0.5)
        default:
            let first = random.below(3)
            fault = .pair(Self.features[first], Self.features[first + 1])
        }
    }

    /// What the sites report in this period: most are heard, some stay silent, and some are silent for ever.
    func reports(at now: Timestamp, versions: [InstallationID: Version]) -> [Outcome] {
        versions.sorted { $0.key < $1.key }.compactMap { id, version in
            var silence = SplitMix64(seed: seed, for: "silence/\(id)/\(version)")
            var today = SplitMix64(seed: seed, for: "report/\(id)/\(now.milliseconds)")
            guard !silence.chance(0.03), !today.chance(0.1), let site = fleet[id] else { return nil }
            let breaks = version == Self.broken && fault.breaks(site, seed: seed)
            return Outcome(
                id: OutcomeID("report/\(id)/\(now.milliseconds)"), installation: id, release: version,
                kind: breaks ? .unhealthy : .healthy, at: now, fault: breaks ? "no dial tone" : nil)
        }
    }

    private static func version(_ text: String) -> Version {
        guard let version = Version(text) else { preconditionFailure("a version of the simulator is one") }
        return version
    }
}
