public import EvenkeelDomain

/// A fleet as the generator made it, in columns.
public struct GeneratedFleet: Sendable {
    /// Bit b of a site's words is the feature `featureNames[b]`; a name stands here whether or not any site runs it.
    public let featureNames: [String]
    public let wordsPerSite: Int
    public let customerCount: Int
    public private(set) var words: [UInt64] = []
    public private(set) var seats: [Int32] = []
    /// Numbers of customers, from 0.
    public private(set) var customers: [Int32] = []
    public private(set) var friendliness: [Double] = []
    public private(set) var complexity: [Double] = []
    public private(set) var feedback: [Double] = []
    /// How much a site needs the release, 0...1.
    public private(set) var need: [Double] = []
    /// Days until support ends.
    public private(set) var supportDays: [Int32] = []

    public var count: Int { seats.count }

    init(features: Int, customerCount: Int, sites: Int) {
        featureNames = (0..<features).map { Self.numbered("f", $0, digits: String(features - 1).utf8.count) }
        wordsPerSite = (features + 63) / 64
        self.customerCount = customerCount
        words.reserveCapacity(sites * wordsPerSite)
        seats.reserveCapacity(sites)
        customers.reserveCapacity(sites)
        friendliness.reserveCapacity(sites)
        complexity.reserveCapacity(sites)
        feedback.reserveCapacity(sites)
        need.reserveCapacity(sites)
        supportDays.reserveCapacity(sites)
    }

    mutating func append(
        words: [UInt64], seats: Int32, customer: Int32, friendliness: Double, complexity: Double, feedback: Double,
        need: Double, supportDays: Int32
    ) {
        self.words += words
        self.seats.append(seats)
        customers.append(customer)
        self.friendliness.append(friendliness)
        self.complexity.append(complexity)
        self.feedback.append(feedback)
        self.need.append(need)
        self.supportDays.append(supportDays)
    }

    /// FNV-1a over the 64-bit words of all sites: four of features, seats, customer. For fleets of up to 256 features.
    ///
    /// The reference values were made with the offset basis 0x14650fb0739d0383; that of FNV-1a is 0xcbf29ce484222325.
    public var checkValue: UInt64 {
        precondition(wordsPerSite <= 4, "the check value is defined for 256 features")
        var check: UInt64 = 0x1465_0fb0_739d_0383
        func add(_ word: UInt64) { check = (check ^ word) &* 0x100_0000_01b3 }
        for site in 0..<count {
            for word in 0..<4 { add(word < wordsPerSite ? words[site * wordsPerSite + word] : 0) }
            add(UInt64(seats[site]))
            add(UInt64(customers[site]))
        }
        return check
    }

    public func siteID(_ site: Int) -> InstallationID {
        InstallationID(Self.numbered("s", site, digits: String(max(0, count - 1)).utf8.count))
    }

    public func customerID(_ customer: Int) -> CustomerID {
        CustomerID(Self.numbered("c", customer, digits: String(customerCount - 1).utf8.count))
    }

    /// As the planner takes it. What the generator calls need is no fact of a site and stands in `need` only.
    public func image(today: CivilDate) throws(FleetImageRefusal) -> FleetImage {
        var builder = FleetImageBuilder()
        let features = featureNames.map { builder.features.number(of: $0) }
        var codes = [UInt32?](repeating: nil, count: customerCount)
        for site in 0..<count {
            let number = Int(customers[site])
            let code = codes[number] ?? builder.intern(customer: customerID(number))
            codes[number] = code
            let row = builder.beginSite(id: siteID(site), customer: code)
            builder.features.begin(at: row)
            forEachFeature(of: site) { builder.features.add(features[$0]) }
            builder.seats.set(Int(seats[site]), at: row)
            if let share = Share(friendliness[site]) { builder.friendly.set(share, at: row) }
            if let share = Share(complexity[site]) { builder.complexity.set(share, at: row) }
            if let share = Share(feedback[site]) { builder.feedback.set(share, at: row) }
            builder.supportEnds.set(today + Int(supportDays[site]), at: row)
        }
        return try builder.build()
    }

    /// As values: for small fleets.
    public func fleet(today: CivilDate) -> Fleet {
        let installations = (0..<count).map { site in
            var installation = Installation(id: siteID(site), customer: customerID(Int(customers[site])))
            installation.features = []
            forEachFeature(of: site) { installation.features?.insert(featureNames[$0]) }
            installation.seats = Int(seats[site])
            installation.friendly = Share(friendliness[site])
            installation.complexity = Share(complexity[site])
            installation.feedback = Share(feedback[site])
            installation.supportEnds = today + Int(supportDays[site])
            return installation
        }
        return Fleet(installations: installations, customers: [])
    }

    /// The numbers of a site's features, ascending.
    public func features(of site: Int) -> [Int] {
        var features: [Int] = []
        forEachFeature(of: site) { features.append($0) }
        return features
    }

    private func forEachFeature(of site: Int, _ body: (Int) -> Void) {
        for word in 0..<wordsPerSite {
            var rest = words[site * wordsPerSite + word]
            while rest != 0 {
                body(word * 64 + rest.trailingZeroBitCount)
                rest &= rest - 1
            }
        }
    }

    /// A letter and a number with leading zeros, so that the order of texts is that of numbers.
    private static func numbered(_ letter: String, _ number: Int, digits: Int) -> String {
        let text = String(number)
        return letter + String(repeating: "0", count: max(0, digits - text.utf8.count)) + text
    }
}
