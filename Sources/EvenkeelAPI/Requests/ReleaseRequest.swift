public import EvenkeelDomain

/// `POST /api/v1/releases`, in the shape of `ReleaseDocument`.
public enum ReleaseRequest {
    public static let members = [
        "product", "version", "fixes", "touches", "requires", "fixes_incident", "supersedes", "texts",
    ]

    public static func read(_ object: JSONObject) throws(Problem) -> Release {
        let version = "a version such as 5.2.0"
        var requires: [Version] = []
        for text in try object.texts("requires") ?? [] {
            guard let stop = Version(text) else { throw object.bad("requires", expected: "a list of versions") }
            requires.append(stop)
        }
        var texts: [String: ReleaseText] = [:]
        let known = ["summary", "downtime", "what_you_do", "what_to_test", "way_back"]
        for (language, text) in try object.entries("texts", known: known) {
            texts[language] = ReleaseText(
                summary: try text.requiredText("summary"), downtime: try text.requiredText("downtime"),
                whatYouDo: try text.requiredText("what_you_do"), whatToTest: try text.requiredText("what_to_test"),
                wayBack: try text.requiredText("way_back"))
        }
        return Release(
            product: try object.requiredLine("product"),
            version: try object.required("version", expected: version, { Version($0) }),
            fixes: Set(try object.texts("fixes") ?? []), touches: Set(try object.texts("touches") ?? []),
            requires: requires, fixesIncident: try object.line("fixes_incident").map { IncidentID($0) },
            supersedes: try object.value("supersedes", expected: version, { Version($0) }), texts: texts)
    }
}
