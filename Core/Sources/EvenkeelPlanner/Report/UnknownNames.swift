import EvenkeelDomain

/// Names in a policy that no site of the fleet goes by: nobody has the feature, nobody tells of the attribute. Mostly a
/// slip of the finger, which would leave a wave empty or a gate waiting.
enum UnknownNames {
    static func warnings(_ policy: Policy, _ image: FleetImage) -> [String] {
        let features = Set(image.features.names)
        let keys = Set(image.environment.keys)
        var warnings: [String] = []
        func add(_ name: String, of known: Set<String>, _ kind: String, in place: String) {
            guard !known.contains(name) else { return }
            let nearest = nearestName(to: name, in: known.sorted()).map { "; did you mean \($0)?" } ?? "."
            warnings.append(
                "\(place) asks for the \(kind) \"\(name)\", which no site of the fleet is known to have\(nearest)")
        }
        for wave in policy.waves {
            let place = "Wave \"\(wave.name)\""
            for name in (wave.among?.featuresNamed ?? []).sorted() {
                add(name, of: features, "feature", in: "\(place) (among)")
            }
            for key in (wave.among?.environmentNamed ?? []).sorted() {
                add(key, of: keys, "environment attribute", in: "\(place) (among)")
            }
            for wish in wave.soak.evidence.compactMap(EvidenceWish.init) where !wish.isEvent {
                add(wish.name, of: features, "feature", in: "\(place) (evidence)")
            }
        }
        for key in policy.coverage.environment.sorted() {
            add(key, of: keys, "environment attribute", in: "coverage.of")
        }
        return warnings
    }
}
