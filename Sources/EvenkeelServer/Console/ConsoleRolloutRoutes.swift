import EvenkeelAPI
import EvenkeelDomain
import EvenkeelLedger
import Hummingbird

/// Rollouts in the console.
struct ConsoleRolloutRoutes {
    let site: Site

    func add(to routes: some Routes) {
        routes.get("rollouts") { request, asker in
            let refresh: ConsoleFrame.Refresh = request.fields["refresh"] == "off" ? .stopped : .running
            let frame = await ConsoleFrame.of(
                "Rollouts", in: .rollouts, refresh: refresh, site: site, asker: asker)
            let model = try await RolloutListModel.of(site: site, frame: frame)
            return HTMLAnswer.page(try site.templates.render(model))
        }
        routes.get("rollouts/:id") { request, asker in
            let rollout = try await site.rollout(RolloutID(asker.part("id")))
            let frame = await ConsoleFrame.of(rollout.id.text, in: .rollouts, site: site, asker: asker)
            var wave: Int?
            if let text = request.fields["wave"] {
                guard let number = Int(text), (1...max(1, rollout.waves.count)).contains(number) else {
                    throw Sentences.badParameter("wave", value: text, expected: "1 to \(rollout.waves.count)")
                }
                wave = number
            }
            let model = try await RolloutModel.of(rollout, wave: wave, site: site, frame: frame)
            return HTMLAnswer.page(try site.templates.render(model))
        }
        routes.get("rollouts/:id/revisions/:revision") { request, asker in
            let rollout = try await site.rollout(RolloutID(asker.part("id")))
            guard let number = Int(asker.part("revision")) else { throw Sentences.notFound }
            let frame = await ConsoleFrame.of(
                "\(rollout.id), revision \(number)", in: .rollouts, site: site, asker: asker)
            let model = try await RevisionModel.of(rollout, revision: number, site: site, frame: frame)
            return HTMLAnswer.page(try site.templates.render(model))
        }
        for step in ["approve", "adopt"] {
            routes.post(RouterPath("rollouts/:id/revisions/:revision/\(step)")) { request, asker in
                let id = RolloutID(asker.part("id"))
                guard let number = Int(asker.part("revision")) else { throw Sentences.notFound }
                let form = try await ConsoleForm(request, asker)
                if step == "adopt" {
                    try await site.operations.adoptRevision(
                        id, revision: number, command: form.command, by: asker.actor, at: site.now)
                } else {
                    try await site.operations.perform(
                        .approvePlan(id, revision: number), id: form.command, by: asker.actor, at: site.now)
                }
                site.context.wake()
                return HTMLAnswer.redirect(
                    to: "/console/rollouts/\(id)" + (step == "adopt" ? "" : "/revisions/\(number)"))
            }
        }
        routes.post("rollouts/:id/replan") { request, asker in
            let id = RolloutID(asker.part("id"))
            let form = try await ConsoleForm(request, asker)
            let plan = try await site.operations.proposeRevision(
                id, reason: form.fields["reason"] ?? "", command: form.command, by: asker.actor, at: site.now)
            site.context.wake()
            return HTMLAnswer.redirect(to: "/console/rollouts/\(id)/revisions/\(plan.revision)")
        }
        routes.get("rollouts/:id/evidence.svg") { request, asker in
            let rollout = try await site.rollout(RolloutID(asker.part("id")))
            let wave = try request.wave(of: rollout)
            let growth = try await site.operations.growth(of: rollout, wave: wave)
            let title = rollout.id.text + (wave.map { ", wave \($0 + 1)" } ?? "")
            let svg = EvidencePicture(GrowthDocument(growth), title: title).svg
            return Response(
                status: .ok, headers: [.contentType: "image/svg+xml; charset=utf-8"],
                body: ResponseBody(byteBuffer: ByteBuffer(string: svg)))
        }
        routes.post("rollouts/:id/responses") { request, asker in
            let id = try await site.rollout(RolloutID(asker.part("id"))).id
            let form = try await ConsoleForm(request, asker)
            let call = try form.call(of: id)
            try await ResponseRoutes.record(call, site: site, by: asker.actor)
            return HTMLAnswer.redirect(to: "/console/rollouts/\(id)#answers")
        }
        routes.post("rollouts/:id/rollback") { request, asker in
            let id = RolloutID(asker.part("id"))
            let form = try await ConsoleForm(request, asker)
            var step = RolloutStep("rollback")
            step.reason = form.fields["reason"] ?? ""
            let installation = form.fields["installation"] ?? ""
            if installation.isEmpty {
                step.wave = form.fields["wave"].flatMap { Int($0) }
            } else {
                step.installations = [InstallationID(installation)]
            }
            try await step.take(id, site: site, command: form.command, by: asker.actor)
            return HTMLAnswer.redirect(
                to: "/console/rollouts/\(id)" + (form.fields["wave"].map { "?wave=\($0)" } ?? ""))
        }
        routes.post("rollouts/:id/lift") { request, asker in
            let id = RolloutID(asker.part("id"))
            let form = try await ConsoleForm(request, asker)
            var step = RolloutStep("lift")
            step.reason = form.fields["reason"] ?? ""
            guard let owner = Pause.Owner(rawValue: form.fields["owner"] ?? "operator") else {
                let owners = Pause.Owner.allCases.map(\.rawValue).joined(separator: ", ")
                throw Sentences.badParameter(
                    "owner", value: form.fields["owner"] ?? "", expected: "one of \(owners)")
            }
            step.owner = owner
            if let customer = form.fields["customer"] { step.scope = .customer(CustomerID(customer)) }
            if let site = form.fields["installation"] { step.scope = .site(InstallationID(site)) }
            try await step.take(id, site: site, command: form.command, by: asker.actor)
            return HTMLAnswer.redirect(to: "/console/rollouts/\(id)")
        }
        routes.post("rollouts/:id/retry") { request, asker in
            let rollout = try await site.rollout(RolloutID(asker.part("id")))
            let form = try await ConsoleForm(request, asker)
            let wave = form.fields["wave"].flatMap { Int($0) } ?? 0
            var step = RolloutStep("retry")
            step.reason = form.fields["reason"] ?? ""
            if let named = form.fields["installation"], !named.isEmpty {
                step.installations = [InstallationID(named)]
            } else {
                let index = try RolloutStep.index(ofWave: wave, in: rollout)
                let rows = try await site.store.placements(PlacementQuery(rollout: rollout.id, wave: index))
                step.installations = rows.filter { $0.state.after(.retry) != nil }.map(\.installation)
            }
            try await step.take(rollout.id, site: site, command: form.command, by: asker.actor)
            return HTMLAnswer.redirect(to: "/console/rollouts/\(rollout.id)?wave=\(wave)")
        }
        // A halt is one press: without a reason in the form it says who pressed.
        for step in ["approve", "start", "pause", "resume", "halt", "advance", "abort"] {
            routes.post(RouterPath("rollouts/:id/\(step)")) { request, asker in
                let id = RolloutID(asker.part("id"))
                let form = try await ConsoleForm(request, asker)
                var reason = form.fields["reason"] ?? ""
                if step == "halt", reason.isEmpty { reason = "Halted in the console by \(asker.actor)." }
                var taken = RolloutStep(step)
                taken.reason = reason
                taken.wave = form.fields["wave"].map { Int($0) ?? 0 }
                taken.evidence = RolloutStep.evidence(
                    fix: form.fields["fix"], hold: form.fields["hold"], person: form.fields["vouched_by"])
                try await taken.take(id, site: site, command: form.command, by: asker.actor)
                return HTMLAnswer.redirect(to: "/console/rollouts/\(id)")
            }
        }
    }
}
