/// EKGEN-1, a fleet that is the same on every machine: bundles of features that go together, customers in four tiers,
/// sites that differ a little from their customer. Only sums, products and truncation of IEEE doubles.
struct FleetGenerator {
    struct Site {
        var customer: Int
        var features: Set<Int>
        var seats: Int
        var complexity: Double
        var feedback: Double
        var friendliness: Double
    }

    private struct Customer {
        var tier = 0
        var friendliness = 0.0
        var features: Set<Int> = []
    }

    let seed: UInt64
    let features: Int

    static func mix64(_ value: UInt64) -> UInt64 {
        var mixed = value
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }

    private static let golden: UInt64 = 0x9E37_79B9_7F4A_7C15

    private func random(_ stream: Int, _ i: Int, _ j: Int) -> UInt64 {
        let first = Self.mix64(seed &+ Self.golden &* UInt64(stream + 1))
        let second = Self.mix64(first &+ Self.golden &* UInt64(i + 1))
        return Self.mix64(second &+ Self.golden &* UInt64(j + 1))
    }

    private func uniform(_ stream: Int, _ i: Int, _ j: Int) -> Double {
        Double(random(stream, i, j) >> 11) * 0x1p-53
    }

    func sites(_ count: Int, customers customerCount: Int) -> [Site] {
        let bundleCount = features / 10
        let bundles = (0..<bundleCount).map { bundle in
            (0..<(4 + Int(random(1, bundle, 0) % 9))).map { k in
                let u = uniform(1, bundle, k + 1)
                return Int(Double(features) * u * u)
            }
        }
        let customers = (0..<customerCount).map { customer(numbered: $0, bundles: bundles) }
        return (0..<count).map { site(numbered: $0, customers: customers) }
    }

    private func customer(numbered number: Int, bundles: [[Int]]) -> Customer {
        var customer = Customer()
        let tier = uniform(2, number, 0)
        customer.tier = tier < 0.55 ? 0 : tier < 0.83 ? 1 : tier < 0.96 ? 2 : 3
        customer.friendliness = uniform(2, number, 1)
        let u = uniform(2, number, 2)
        for (k, feature) in bundles[Int(Double(bundles.count) * u * u)].enumerated() where uniform(3, number, k) < 0.85
        {
            customer.features.insert(feature)
        }
        if uniform(2, number, 3) < 0.5 {
            let second = bundles[Int(Double(bundles.count) * uniform(2, number, 4))]
            for (k, feature) in second.enumerated() where uniform(4, number, k) < 0.85 {
                customer.features.insert(feature)
            }
        }
        let factor = [0.6, 1, 1.4, 2][customer.tier]
        for feature in 0..<features
        where uniform(5, number, feature) < min(0.9, min(0.6, 1.2 / Double(feature + 1)) * factor) {
            customer.features.insert(feature)
        }
        return customer
    }

    private func site(numbered number: Int, customers: [Customer]) -> Site {
        let u = uniform(6, number, 0)
        let owner = Int(Double(customers.count) * u * u * u)
        let customer = customers[owner]
        var set = customer.features
        if uniform(6, number, 1) < 0.30 {
            for k in 0..<(1 + Int(random(6, number, 2) % 3)) {
                let v = uniform(6, number, 3 + k)
                set.formSymmetricDifference([Int(Double(features) * v * v)])
            }
        }
        let a = uniform(6, number, 6)
        let size = min(11, customer.tier + set.count / 6 + Int(4 * a * a))
        return Site(
            customer: owner, features: set, seats: [1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 2000, 5000][size],
            complexity: min(1, 0.02 * Double(set.count) + 0.15 * Double(customer.tier) + 0.3 * uniform(6, number, 7)),
            feedback: 0.2 + 0.8 * uniform(6, number, 8), friendliness: customer.friendliness)
    }
}
