/// EKGEN-1: fleets that are the same on every machine, for benchmarks, tests and simulations.
///
/// Features come in bundles that go together, customers in four tiers, and sites differ a little from their customer:
/// popular features are run by many, rare ones by few, and correlated. Every number is drawn by hashing its own
/// coordinates, so that any part can be made without the others. Only sums, products and truncation of IEEE doubles
/// are used, hence the fleets are bit-identical everywhere; `GeneratedFleet.checkValue` says so.
public struct FleetGenerator: Sendable, Hashable {
    public let seed: UInt64
    public let sites: Int
    /// At least 10: there is a bundle for every ten features.
    public let features: Int
    public let customers: Int

    public init(seed: UInt64, sites: Int, features: Int, customers: Int) {
        precondition(features >= 10 && customers >= 1 && sites >= 0, "too few features or customers")
        self.seed = seed
        self.sites = sites
        self.features = features
        self.customers = customers
    }

    /// 1,000,000 sites, 200 features, 53.1 million seats.
    public static let fleetA = Self(seed: 1, sites: 1_000_000, features: 200, customers: 120_000)
    /// 100,000 sites, 120 features, 4.26 million seats.
    public static let fleetB = Self(seed: 2, sites: 100_000, features: 120, customers: 15_000)
    /// 5,000 sites, 60 features, 120,562 seats.
    public static let fleetC = Self(seed: 3, sites: 5000, features: 60, customers: 1500)

    /// A number drawn for these coordinates, as a share below 1: for outcomes of sites, take streams from 10 on.
    public func uniform(_ stream: Int, _ i: Int, _ j: Int) -> Double {
        Stream(seed: seed, number: stream).uniform(i, j)
    }

    public func fleet() -> GeneratedFleet {
        let bundles = makeBundles()
        let owners = Owners(self, bundles: bundles)
        let random = Stream(seed: seed, number: 6)
        let width = (features + 63) / 64
        var fleet = GeneratedFleet(features: features, customerCount: customers, sites: sites)
        var set = [UInt64](repeating: 0, count: width)
        for site in 0..<sites {
            let key = random.key(site)
            let u = Stream.uniform(key, 0)
            let owner = Int(Double(customers) * u * u * u)
            for word in 0..<width { set[word] = owners.words[owner * width + word] }
            if Stream.uniform(key, 1) < 0.30 {
                for k in 0..<(1 + Int(Stream.bits(key, 2) % 3)) {
                    let v = Stream.uniform(key, 3 + k)
                    let feature = Int(Double(features) * v * v)
                    set[feature / 64] ^= 1 << UInt64(feature % 64)
                }
            }
            let count = set.reduce(0) { $0 + $1.nonzeroBitCount }
            let tier = owners.tiers[owner]
            let a = Stream.uniform(key, 6)
            let size = Self.sizes[min(11, tier + count / 6 + Int(4 * a * a))]
            let complexity = 0.02 * Double(count) + 0.15 * Double(tier) + 0.3 * Stream.uniform(key, 7)
            let x = Stream.uniform(key, 9)
            fleet.append(
                words: set, seats: size, customer: Int32(owner), friendliness: owners.friendliness[owner],
                complexity: min(1, complexity), feedback: 0.2 + 0.8 * Stream.uniform(key, 8), need: x * x * x,
                supportDays: Self.supportDays[Int(5 * Stream.uniform(key, 10))])
        }
        return fleet
    }

    private static let sizes: [Int32] = [1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 2000, 5000]
    private static let supportDays: [Int32] = [400, 300, 180, 90, 45]

    private func makeBundles() -> [[Int]] {
        let random = Stream(seed: seed, number: 1)
        return (0..<(features / 10)).map { bundle in
            let key = random.key(bundle)
            return (0..<(4 + Int(Stream.bits(key, 0) % 9))).map { k in
                let u = Stream.uniform(key, k + 1)
                return Int(Double(features) * u * u)
            }
        }
    }

    /// Customers, in columns.
    private struct Owners {
        var words: [UInt64]
        var tiers: [Int] = []
        var friendliness: [Double] = []

        init(_ generator: FleetGenerator, bundles: [[Int]]) {
            let width = (generator.features + 63) / 64
            let streams = (0...5).map { Stream(seed: generator.seed, number: $0) }
            words = Array(repeating: 0, count: generator.customers * width)
            for customer in 0..<generator.customers {
                let key = streams[2].key(customer)
                let u = Stream.uniform(key, 0)
                let tier = u < 0.55 ? 0 : u < 0.83 ? 1 : u < 0.96 ? 2 : 3
                tiers.append(tier)
                friendliness.append(Stream.uniform(key, 1))
                func run(_ feature: Int) { words[customer * width + feature / 64] |= 1 << UInt64(feature % 64) }
                func keep(_ bundle: [Int], by stream: Stream) {
                    let key = stream.key(customer)
                    for (k, feature) in bundle.enumerated() where Stream.uniform(key, k) < 0.85 { run(feature) }
                }
                let v = Stream.uniform(key, 2)
                keep(bundles[Int(Double(bundles.count) * v * v)], by: streams[3])
                if Stream.uniform(key, 3) < 0.5 {
                    keep(bundles[Int(Double(bundles.count) * Stream.uniform(key, 4))], by: streams[4])
                }
                let factor = [0.6, 1, 1.4, 2][tier]
                let own = streams[5].key(customer)
                for feature in 0..<generator.features
                where Stream.uniform(own, feature) < min(0.9, min(0.6, 1.2 / Double(feature + 1)) * factor) {
                    run(feature)
                }
            }
        }
    }

    /// One of the independent sequences of numbers: SplitMix64's mixing of a seed with three coordinates.
    private struct Stream {
        private static let golden: UInt64 = 0x9E37_79B9_7F4A_7C15
        private let first: UInt64

        init(seed: UInt64, number: Int) { first = Self.mix64(seed &+ Self.golden &* UInt64(number + 1)) }

        func key(_ i: Int) -> UInt64 { Self.mix64(first &+ Self.golden &* UInt64(i + 1)) }

        func uniform(_ i: Int, _ j: Int) -> Double { Self.uniform(key(i), j) }

        static func bits(_ key: UInt64, _ j: Int) -> UInt64 { mix64(key &+ golden &* UInt64(j + 1)) }

        static func uniform(_ key: UInt64, _ j: Int) -> Double { Double(bits(key, j) >> 11) * 0x1p-53 }

        private static func mix64(_ value: UInt64) -> UInt64 {
            var mixed = value
            mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
            mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
            return mixed ^ (mixed >> 31)
        }
    }
}
