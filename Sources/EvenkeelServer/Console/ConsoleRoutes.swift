import EvenkeelAPI
import EvenkeelDomain
import EvenkeelLedger
import Hummingbird

/// Today, outbox, journal, customers.
struct ConsoleRoutes {
    let site: Site

    func add(to routes: some Routes) {
        routes.get("") { _, asker in
            let frame = await ConsoleFrame.of("Today", site: site, asker: asker)
            return HTMLAnswer.page(try site.templates.render(try await TodayModel.of(site: site, frame: frame)))
        }
        routes.get("outbox") { request, asker in
            let state = try request.choice("state", of: DeliveryState.self)
            let frame = await ConsoleFrame.of("Outbox", site: site, asker: asker)
            let model = try await OutboxModel.of(state: state, site: site, frame: frame)
            return HTMLAnswer.page(try site.templates.render(model))
        }
        routes.get("outbox/**") { _, asker in
            let parts = asker.parameters.getCatchAll().map { FormFields.decode($0, plusIsSpace: false) }
            let id = DeliveryID(parts.joined(separator: "/"))
            guard let delivery = try await site.store.deliveries(DeliveryQuery(id: id, limit: 1)).first else {
                throw Sentences.notFound
            }
            let frame = await ConsoleFrame.of("Message", site: site, asker: asker)
            let composition = try await site.context.courier.prepare(delivery)
            return HTMLAnswer.page(try site.templates.render(DeliveryModel(delivery, composition, frame: frame)))
        }
        routes.post("outbound") { request, asker in
            let form = try await ConsoleForm(request, asker)
            guard let state = form.fields["state"].flatMap(OutboundState.init(rawValue:)) else {
                throw Sentences.badParameter(
                    "state", value: form.fields["state"] ?? "", expected: "capture, allow-list or live")
            }
            try await site.operations.perform(.changeOutbound(state), id: form.command, by: asker.actor, at: site.now)
            site.context.wake()
            return HTMLAnswer.redirect(to: "/console/outbox")
        }
        routes.get("journal") { request, asker in
            let frame = await ConsoleFrame.of("Journal", site: site, asker: asker)
            var before: Int?
            if let text = request.fields["before"] {
                guard let position = Int(text), position > 0 else {
                    throw Sentences.badParameter("before", value: text, expected: "a position")
                }
                before = position
            }
            let model = try await JournalModel.of(before: before, site: site, frame: frame)
            return HTMLAnswer.page(try site.templates.render(model))
        }
        routes.get("customers/:id") { _, asker in
            let customer = try await CustomerReading.of(CustomerID(asker.part("id")), site: site)
            let frame = await ConsoleFrame.of(customer.name, site: site, asker: asker)
            let model = CustomerModel(customer, frame: frame, zone: site.context.zone)
            return HTMLAnswer.page(try site.templates.render(model))
        }
    }
}
