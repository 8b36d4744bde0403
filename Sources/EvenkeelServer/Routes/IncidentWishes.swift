import EvenkeelAPI
import EvenkeelDomain
import EvenkeelLedger

/// What somebody says when owning an incident, completed with what can be known: a component or a rollout and one
/// sentence are enough.
struct IncidentWishes {
    let site: Site

    func opening(_ wish: IncidentRequest, in object: JSONObject) async throws -> IncidentOpening {
        let components = (wish.components ?? []).map { ComponentID($0) }
        guard components.allSatisfy(\.isPlain) else { throw object.bad("components", expected: "ids of components") }
        let rollout = wish.rollout.map { RolloutID($0) }
        guard !components.isEmpty || rollout != nil || wish.title != nil else {
            throw object.missing("components", expected: "the components, or a rollout, or a title")
        }
        let made = wish.title == nil ? try await systemTitle(components, rollout) : nil
        let title = wish.title ?? made.map { SystemWords.title($0) } ?? ""
        guard PlainText.line(title) != nil else { throw object.bad("title", expected: PlainText.lineExpected) }
        let now = site.now
        let began = try object.time("began") ?? now
        guard began <= now else { throw object.bad("began", expected: "a time that is not in the future") }
        var opening = IncidentOpening(
            title: title, impact: wish.impact ?? .major, components: components,
            visibility: wish.visibility ?? .audience, began: began, concerns: try object.predicate("audience"),
            rollout: rollout, signal: Signal(source: wish.source ?? .staff, at: now, note: nil))
        opening.systemTitle = made
        return opening
    }

    private func systemTitle(_ components: [ComponentID], _ rollout: RolloutID?) async throws -> SystemTitle? {
        let names = await site.ledger.read { state in components.map { state.component($0).name } }
        if !names.isEmpty { return .notWorking(components: names) }
        guard let rollout else { return nil }
        return .afterUpdate(release: try await site.rollout(rollout).release.name)
    }

    /// An update says how things stand; it does not change what the incident is.
    static func requireUnchanged(_ wish: IncidentRequest, of incident: Incident) throws(Problem) {
        if let title = wish.title, title != incident.title { throw Sentences.cannotChange("title") }
        if let impact = wish.impact, impact != incident.impact { throw Sentences.cannotChange("impact") }
        if let components = wish.components, components != incident.components.map(\.text) {
            throw Sentences.cannotChange("components")
        }
        if let audience = wish.audience, audience != incident.concerns?.description {
            throw Sentences.cannotChange("audience")
        }
        if let visibility = wish.visibility, visibility != incident.visibility {
            throw Sentences.cannotChange("visibility")
        }
        if let began = wish.began, began != incident.began.description { throw Sentences.cannotChange("began") }
        if wish.rollout != nil { throw Sentences.cannotChange("rollout") }
        if wish.source != nil { throw Sentences.cannotChange("source") }
    }
}
