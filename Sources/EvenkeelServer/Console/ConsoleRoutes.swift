import EvenkeelAPI
import EvenkeelDomain
import EvenkeelLedger
import Hummingbird

/// Today, outbox, journal, customers.
struct ConsoleRoutes {
    let site: Site

    func add(to routes: some Routes) {
        routes.get("") { request, asker in
            let refresh: ConsoleFrame.Refresh = request.fields["refresh"] == "off" ? .stopped : .running
            let frame = await ConsoleFrame.of("Today", in: .today, refresh: refresh, site: site, asker: asker)
            return HTMLAnswer.page(try site.templates.render(try await TodayModel.of(site: site, frame: frame)))
        }
        routes.get("outbox") { request, asker in
            let state = try request.choice("state", of: DeliveryState.self)
            let frame = await ConsoleFrame.of("Outbox", in: .outbox, site: site, asker: asker)
            let model = try await OutboxModel.of(
                state: state, soon: try request.flag("soon"), site: site, frame: frame)
            return HTMLAnswer.page(try site.templates.render(model))
        }
        routes.get("outbox/**") { _, asker in
            let parts = asker.parameters.getCatchAll().map { FormFields.decode($0, plusIsSpace: false) }
            let id = DeliveryID(parts.joined(separator: "/"))
            guard let delivery = try await site.store.deliveries(DeliveryQuery(id: id, limit: 1)).first else {
                throw Sentences.notFound
            }
            let subject = await site.ledger.read { MessageWords.of(delivery.subject, state: $0) }
            let frame = await ConsoleFrame.of(subject, in: .outbox, site: site, asker: asker)
            let model = DeliveryModel(
                delivery, try await site.message(of: delivery), subject: subject, frame: frame,
                now: site.now, zone: site.context.zone)
            return HTMLAnswer.page(try site.templates.render(model))
        }
        routes.post("outbox/**") { request, asker in
            let form = try await ConsoleForm(request, asker)
            let parts = asker.parameters.getCatchAll().map { FormFields.decode($0, plusIsSpace: false) }
            guard let move = parts.last.flatMap(OutboxMove.init(rawValue:)) else { throw Sentences.notFound }
            let id = DeliveryID(parts.dropLast().joined(separator: "/"))
            _ = try await move.carryOut(
                id, reason: form.fields["reason"], command: try request.command(asker.principal), site: site,
                by: asker.actor)
            return HTMLAnswer.redirect(to: "/console/outbox/\(id)")
        }
        routes.get("announced/:rollout/:wave") { _, asker in
            let (rollout, wave) = (asker.part("rollout"), asker.part("wave"))
            guard
                let found = try await Announcement.soon(site: site).first(where: {
                    $0.rollout.text == rollout && "\($0.wave + 1)" == wave
                })
            else { throw Sentences.notFound }
            let frame = await ConsoleFrame.of(found.title, in: .outbox, site: site, asker: asker)
            return HTMLAnswer.page(
                try site.templates.render(try await AnnouncedModel.of(found, site: site, frame: frame)))
        }
        routes.get("replies") { _, asker in
            let frame = await ConsoleFrame.of("Replies", in: .outbox, site: site, asker: asker)
            return HTMLAnswer.page(
                try site.templates.render(try await ReplyListModel.of(site: site, frame: frame)))
        }
        routes.get("replies/:id") { _, asker in
            let reply = try await RecipientRoutes.reply(asker.part("id"), site: site)
            let frame = await ConsoleFrame.of("Reply", in: .outbox, site: site, asker: asker)
            let thread = await site.ledger.read { state in reply.thread.map { ReplyThread($0, state: state) } }
            return HTMLAnswer.page(
                try site.templates.render(
                    ReplyModel(reply, thread: thread, frame: frame, now: site.now, zone: site.context.zone)))
        }
        routes.post("replies/:id/read") { request, asker in
            _ = try await ConsoleForm(request, asker)
            _ = try await RecipientRoutes.read(asker.part("id"), by: asker.actor, site: site)
            return HTMLAnswer.redirect(to: "/console")
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
            let frame = await ConsoleFrame.of("Journal", in: .journal, site: site, asker: asker)
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
        routes.get("installations/:id") { _, asker in
            let installation = try await InstallationReading.of(InstallationID(asker.part("id")), site: site)
            let frame = await ConsoleFrame.of(installation.installation.id, in: nil, site: site, asker: asker)
            return HTMLAnswer.page(
                try site.templates.render(InstallationModel.of(installation, frame: frame)))
        }
        routes.post("customers/:id/answers") { request, asker in
            let customer = try await CustomerReading.of(CustomerID(asker.part("id")), site: site)
            let form = try await ConsoleForm(request, asker)
            let wish = try form.answer(of: CustomerID(customer.id), by: asker.actor, zone: site.context.zone)
            try await site.operations.answer(wish, command: form.command, by: asker.actor, at: site.now)
            site.context.wake()
            return HTMLAnswer.redirect(to: "/console/customers/\(customer.id)#said")
        }
        routes.get("customers/:id") { _, asker in
            let customer = try await CustomerReading.of(CustomerID(asker.part("id")), site: site)
            let frame = await ConsoleFrame.of(customer.name, in: nil, site: site, asker: asker)
            let model = try await CustomerModel.of(customer, site: site, frame: frame)
            return HTMLAnswer.page(try site.templates.render(model))
        }
    }
}
