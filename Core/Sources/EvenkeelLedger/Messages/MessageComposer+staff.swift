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
}
