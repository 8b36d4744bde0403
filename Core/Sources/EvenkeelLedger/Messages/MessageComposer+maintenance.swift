import EvenkeelDomain

/// Messages about planned work that a person announced.
extension MessageComposer {
    func maintenance(
        _ id: MaintenanceID, _ note: Int, _ facts: MessageFacts, _ links: MessageLinks, _ zone: ZoneOffsets,
        _ state: borrowing State
    ) throws(Nothing) -> Draft {
        guard let maintenance = state.maintenances[id], maintenance.notes.indices.contains(note) else {
            throw Nothing(reason: "the maintenance is not known")
        }
        guard !facts.isPublic || maintenance.visibility == .public else { throw Nothing(reason: "it is not public") }
        let said = maintenance.notes[note]
        return Draft(kind: .maintenance) { model, language in
            let words = said.words(in: String(language.tag.prefix { $0 != "-" }))
            model.set("title", maintenance.title)
            model.set("from", language.moment(said.from, in: zone))
            model.set("to", language.moment(said.to, in: zone))
            model.set("text", words.text.isEmpty ? nil : words.text)
            model.set("in_english", flag: words.isElsewhere)
            model.set("moved", flag: said.kind == .moved)
            model.set("overran", flag: said.kind == .overran)
            model.set("completed", flag: said.kind == .completed)
            model.set("cancelled", flag: said.kind == .cancelled)
            model.set("answer_url", links.customerPage)
        }
    }
}
