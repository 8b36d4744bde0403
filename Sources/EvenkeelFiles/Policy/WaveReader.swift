import EvenkeelDomain
import Yams

/// Reads the waves of a policy.
struct WaveReader {
    let root: YAMLMapping

    func waves() -> [WavePolicy] {
        guard let nodes = root.items("waves") else {
            if root.node("waves") == nil { root.missing("waves", "a list of waves, each with a name") }
            return []
        }
        if nodes.isEmpty { root.refuse("waves", "at least one wave") }
        var waves: [WavePolicy] = []
        for (offset, node) in nodes.enumerated() {
            let keys = ["name", "public_name", "order", "among", "limit", "split", "at_least", "soak"]
            let path = "waves[\(offset + 1)]"
            guard let mapping = YAMLMapping(node, path: path, known: keys, problems: root.problems),
                let wave = wave(mapping)
            else { continue }
            if waves.contains(where: { $0.name == wave.name }) { mapping.refuse("name", "a name no other wave has") }
            waves.append(wave)
        }
        return waves
    }

    private func wave(_ mapping: YAMLMapping) -> WavePolicy? {
        let name = mapping.required("name", .line)
        let wave = WavePolicy(
            name: name ?? "", publicName: mapping.value("public_name", .line),
            order: mapping.value("order", .oneOf()) ?? .score, among: mapping.predicate("among"),
            limit: limit(mapping, "limit") ?? .init(), split: limit(mapping, "split"),
            atLeast: mapping.value("at_least", .minimum), soak: soak(mapping))
        return name == nil ? nil : wave
    }

    private func limit(_ wave: YAMLMapping, _ key: String) -> WaveLimit? {
        if key == "limit", case .scalar(let scalar)? = wave.node(key), scalar.string == "auto" {
            return WaveLimit(auto: true)
        }
        // How complex and how friendly sites may be is asked of the whole wave; its parts only share out the amounts.
        let amounts = ["installations", "seats", "customers", "weight", "per_customer"]
        let known = key == "limit" ? amounts + ["complexity", "friendly"] : amounts
        guard let mapping = wave.mapping(key, known) else { return nil }
        if mapping.keys.isEmpty { wave.refuse(key, "at least one of \(known.joined(separator: ", "))") }
        return WaveLimit(
            installations: mapping.value("installations", .amount), seats: mapping.value("seats", .amount),
            customers: mapping.value("customers", .amount), weight: mapping.value("weight", .amount),
            perCustomer: mapping.value("per_customer", .whole("a whole number of sites", 1...1_000_000)),
            complexityAtMost: mapping.value("complexity", .share), friendlyAtLeast: mapping.value("friendly", .share))
    }

    private func soak(_ wave: YAMLMapping) -> SoakPolicy {
        var soak = SoakPolicy()
        guard let mapping = wave.mapping("soak", ["days", "of", "responses", "evidence"]) else { return soak }
        soak.days = mapping.value("days", .whole("a whole number of days", 0...366)) ?? soak.days
        soak.of = mapping.value("of", .oneOf()) ?? soak.of
        soak.responses = mapping.value("responses", .whole("a whole number of responses", 0...1_000_000))
        soak.evidence = mapping.list("evidence", .evidence) ?? []
        return soak
    }
}

extension ValueForm where Value == String {
    /// A feature that must have been used, or an event that must have been gone through, at some number of sites.
    fileprivate static let evidence = ValueForm(
        "evidence such as \"feature:call-queue used at 3\" or \"event:month-end at 2\""
    ) { text in EvidenceWish(text).map { _ in text } }
}

extension ValueForm where Value == WaveMinimum {
    fileprivate static let minimum = ValueForm("a whole number of sites, or evidence") { text in
        if text == "evidence" { return .evidence }
        return ValueForm<Int>.whole("a number", 1...1_000_000).parse(text).map { .sites($0) }
    }
}
