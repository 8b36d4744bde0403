import EvenkeelDomain

/// Reads the mapping that describes a release.
struct ReleaseReader {
    static let keys = [
        "product", "version", "fixes", "touches", "requires", "fixes_incident", "supersedes", "texts",
    ]

    private let mapping: YAMLMapping

    init(_ mapping: YAMLMapping) { self.mapping = mapping }

    /// Nil where product or version is missing; other problems are only collected.
    func release() -> Release? {
        let product = mapping.required("product", .line)
        let version = mapping.required("version", .version)
        let fixes = mapping.list("fixes", .line) ?? []
        let touches = mapping.list("touches", .feature) ?? []
        let requires = mapping.list("requires", .version) ?? []
        let incident = mapping.value("fixes_incident", .id("an incident id")) as IncidentID?
        let supersedes = mapping.value("supersedes", .version)
        let texts = texts()
        guard let product, let version else { return nil }
        for stop in requires where stop >= version {
            mapping.refuse("requires", "versions before \(version), \(stop) is not")
        }
        return Release(
            product: product, version: version, fixes: Set(fixes), touches: Set(touches), requires: requires,
            fixesIncident: incident, supersedes: supersedes, texts: texts)
    }

    /// By language, complete or not at all: half a notice is worse than one in the fallback language.
    private func texts() -> [String: ReleaseText] {
        guard let languages = mapping.mapping("texts", nil) else { return [:] }
        var texts: [String: ReleaseText] = [:]
        for language in languages.keys {
            if ValueForm.locale.parse(language) == nil {
                languages.refuse(
                    language, "\(ValueForm.locale.expected) as the key", hint: ValueForm.locale.hint(language))
            }
            let keys = ["summary", "downtime", "what_you_do", "what_to_test", "way_back"]
            guard let text = languages.mapping(language, keys) else { continue }
            let parts = keys.map { text.required($0, .paragraph) }
            guard let summary = parts[0], let downtime = parts[1], let whatYouDo = parts[2],
                let whatToTest = parts[3], let wayBack = parts[4]
            else { continue }
            texts[language] = ReleaseText(
                summary: summary, downtime: downtime, whatYouDo: whatYouDo, whatToTest: whatToTest, wayBack: wayBack)
        }
        return texts
    }
}
