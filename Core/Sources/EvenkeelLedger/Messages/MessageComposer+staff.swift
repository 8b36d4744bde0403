import EvenkeelDomain

/// Messages to our own people.
extension MessageComposer {
    func quarantined(_ delivery: Delivery, _ facts: MessageFacts) throws(Nothing) -> Draft {
        guard let unreachable = facts.unreachable else { throw Nothing(reason: "the address takes mail again") }
        return Draft(kind: .quarantined) { model, _ in
            model.set("person", unreachable.name)
            let address = unreachable.address.description
            model.set("address", unreachable.isEndpoint ? String(address.prefix { $0 != "@" }) : address)
            model.set("reason", unreachable.reason)
            model.set("endpoint", flag: unreachable.isEndpoint)
            model.set("customer_url", "\(settings.baseURL)/console/customers/\(delivery.customer)")
        }
    }

    /// Somebody must accept the risk of an ended support by name, or has.
    func supportRisk(
        _ id: CampaignID, _ delivery: Delivery, _ facts: MessageFacts, _ state: borrowing State
    ) throws(Nothing) -> Draft {
        guard let campaign = state.campaigns[id]?.campaign else { throw Nothing(reason: "the campaign is not known") }
        guard let answer = facts.answer else { throw Nothing(reason: "they have said nothing") }
        let isAccepted = answer.kind == .acceptsRisk
        return Draft(kind: .supportRisk) { model, language in
            model.set("product", campaign.product)
            model.set("version", campaign.below.description)
            model.set("day", language.date(campaign.ends))
            model.set("ask", flag: !isAccepted)
            model.set("person", isAccepted ? answer.person : nil)
            model.set("reason", answer.note)
            model.set("customer_url", "\(settings.baseURL)/console/customers/\(delivery.customer)")
        }
    }
}
