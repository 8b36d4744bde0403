import EvenkeelDomain

/// Messages to the public about their own subscription.
extension MessageComposer {
    func confirm(
        _ wish: SubscriptionWish, _ links: MessageLinks, _ zone: ZoneOffsets, _ state: borrowing State
    ) -> Draft {
        let names = wish.components.map { state.component($0).name }
        return Draft(kind: .confirm) { model, language in
            model.set("components", list: names.map { ["name": .text($0)] })
            model.set("everything", flag: names.isEmpty)
            model.set("confirm_url", links.confirm)
            model.set("expires", language.moment(wish.endsAt, in: zone))
        }
    }
}
