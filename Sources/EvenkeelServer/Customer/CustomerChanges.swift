import EvenkeelAPI
import EvenkeelDomain
import EvenkeelLedger

/// What is coming for one customer, as their page shows it: every notice of theirs that still means something.
struct CustomerChanges {
    let customer: CustomerID
    let words: CustomerWords
    let zone: ZoneOffsets
    let site: Site
    let path: String

    func all() async throws -> [CustomerPageModel.Change] {
        let rollouts = await site.ledger.read { $0.rollouts }
        let notices = try await site.store.notices(NoticeQuery(customer: customer))
        var changes: [(CivilDate, CustomerPageModel.Change)] = []
        for (id, notices) in Dictionary(grouping: notices, by: \.rollout).sorted(by: { $0.key < $1.key }) {
            guard let rollout = rollouts[id], rollout.state != .aborted else { continue }
            let places = try await site.store.placements(PlacementQuery(rollout: id, customer: customer))
            let byID = Dictionary(places.map { ($0.installation, $0) }, uniquingKeysWith: { first, _ in first })
            let days = try await site.operations.expectedDays(of: places, in: rollout)
            for notice in Self.newest(notices) {
                let rows = notice.installations.compactMap { byID[$0] }
                // What is done is not to come: it stands with the sites and what they run.
                guard rows.contains(where: { $0.state != .installed }),
                    rollout.state != .completed || rows.contains(where: \.state.awaitsStart)
                else { continue }
                changes.append(
                    (notice.day ?? CivilDate(dayNumber: 0), try await change(notice, rows, days, rollout)))
            }
        }
        changes += try await appointed(rollouts, besides: notices)
        return changes.sorted { ($0.0, $0.1.title) < ($1.0, $1.1.title) }.map(\.1)
    }

    /// Where somebody is expected at a site whose notice has not gone out: there is an appointment to see and to move, and
    /// nothing to agree to yet.
    private func appointed(
        _ rollouts: [RolloutID: Rollout], besides notices: [NoticeRow]
    ) async throws -> [(CivilDate, CustomerPageModel.Change)] {
        let named = Dictionary(grouping: notices, by: \.rollout).mapValues { Set($0.flatMap(\.installations)) }
        let agreed = try await site.store.appointments(AppointmentQuery(customer: customer)).filter {
            $0.state == .agreed && !(named[$0.rollout]?.contains($0.installation) ?? false)
        }
        var changes: [(CivilDate, CustomerPageModel.Change)] = []
        for (id, appointments) in Dictionary(grouping: agreed, by: \.rollout) {
            guard let rollout = rollouts[id], rollout.state != .aborted, rollout.state != .completed else { continue }
            let visits = try await visits(to: Set(appointments.map(\.installation)), rollout)
            let first = appointments.map { zone.localDate(at: $0.start) }.min() ?? CivilDate(dayNumber: 0)
            changes.append(
                (
                    first,
                    CustomerPageModel.Change(
                        path: path, title: rollout.release.name, state: words.planned, stateClass: "fine",
                        sites: appointments.sorted { $0.installation < $1.installation }.map { appointment in
                            .init(
                                site: appointment.installation.text,
                                day: words.date(zone.localDate(at: appointment.start)),
                                appointment: visits.first { $0.site == appointment.installation }?.shown.text)
                        },
                        text: text(rollout.release), canAgree: false, agree: words.agree, canMove: false,
                        mayNotMove: false, canDecline: false, days: [], visits: visits.map(\.shown),
                        rollout: id.text, wave: 1, seen: "")
                ))
        }
        return changes
    }

    /// Of several notices that name a site, the newest counts for it.
    private static func newest(_ notices: [NoticeRow]) -> [NoticeRow] {
        var taken: Set<InstallationID> = []
        var kept: [NoticeRow] = []
        for var notice in notices.sorted(by: { ($1.announcedAt, $1.revision) < ($0.announcedAt, $0.revision) }) {
            notice.keep(notice.installations.filter { !taken.contains($0) })
            taken.formUnion(notice.installations)
            if !notice.installations.isEmpty { kept.append(notice) }
        }
        return kept
    }

    private func change(
        _ notice: NoticeRow, _ rows: [PlacementRow], _ expected: [InstallationID: ExpectedDay], _ rollout: Rollout
    ) async throws -> CustomerPageModel.Change {
        let waiting = rows.filter(\.state.awaitsStart)
        let isOpen = !waiting.isEmpty && notice.stands
        // Who is down need not wait for the day.
        let goesAtOnce =
            rollout.waves.indices.contains(notice.wave) && rollout.waves[notice.wave].atOnce == true
            && rollout.policy.notice.before > .zero
        let visits = try await visits(to: Set(rows.map(\.installation)), rollout)
        // Where somebody is expected, that appointment is moved.
        let unvisited = waiting.map(\.installation).filter { id in !visits.contains { $0.site == id } }
        let days =
            isOpen && !unvisited.isEmpty
            ? await site.operations.freeDays(for: notice, at: unvisited, of: rollout, at: site.now) : []
        // What nobody agreed to in time goes as soon as somebody does; no day that is past suits anybody.
        let today = zone.localDate(at: site.now)
        let isPast =
            isOpen && waiting.allSatisfy { notice.awaitsAgreement($0.installation) }
            && waiting.allSatisfy { notice.day(of: $0.installation).map { $0 < today } ?? false }
        // Who came and could not do it comes on a day that somebody still has to agree on.
        var toRepeat: Set<InstallationID> = []
        for row in waiting {
            let visit = try await site.operations.visitToRepeat(at: row.installation, of: customer, in: rollout)
            if visit != nil { toRepeat.insert(row.installation) }
        }
        let awaitsVisit = !waiting.isEmpty && waiting.allSatisfy { toRepeat.contains($0.installation) }
        let (state, stateClass) =
            isPast
            ? (words.dayPassed, "minor") : awaitsVisit ? (words.openDate, "minor") : state(notice, rows, waiting)
        return CustomerPageModel.Change(
            path: path, title: rollout.release.name, state: state, stateClass: stateClass,
            sites: rows.map { row in
                let visit = visits.first { $0.site == row.installation }
                return .init(
                    site: row.installation.text,
                    day: over(row)
                        ?? (toRepeat.contains(row.installation)
                            ? words.toBeAgreed
                            : isPast ? "" : expected[row.installation]?.day.map(words.date) ?? ""),
                    appointment: visit?.shown.text
                        ?? (notice.stands && notice.agreed.contains(row.installation) ? words.agreed : nil))
            },
            text: text(rollout.release), canAgree: isOpen && !awaitsVisit && notice.state != .acknowledged,
            agree: isPast || goesAtOnce ? words.agreeNow : words.agree,
            canMove: isOpen && !awaitsVisit && !days.isEmpty,
            mayNotMove: isOpen && !awaitsVisit && days.isEmpty && visits.allSatisfy { !$0.shown.canMove },
            canDecline: isOpen && notice.state != .declined,
            days: days.map { .init(value: $0.description, text: words.date($0)) }, visits: visits.map(\.shown),
            rollout: rollout.id.text,
            wave: notice.wave + 1, seen: notice.mark)
    }

    /// Appointments at these sites, with the times to which each may be moved.
    private func visits(
        to sites: Set<InstallationID>, _ rollout: Rollout
    ) async throws -> [(site: InstallationID, shown: CustomerPageModel.Visit)] {
        let open = try await site.store.appointments(AppointmentQuery(rollout: rollout.id, customer: customer))
            .filter { $0.state == .agreed && site.now < $0.end && sites.contains($0.installation) }
        var visits: [(site: InstallationID, shown: CustomerPageModel.Visit)] = []
        for appointment in open {
            let mayMove = appointment.sequence < rollout.policy.notice.postponeTimes
            let slots = mayMove ? try await site.operations.freeSlots(for: appointment, at: site.now) : []
            visits.append(
                (
                    appointment.installation,
                    .init(
                        id: appointment.id.text,
                        text:
                            "\(words.appointment): \(words.moment(appointment.start, in: zone)), \(appointment.person)",
                        path: "\(path)/appointments/\(appointment.id)", canMove: !slots.isEmpty,
                        slots: slots.map { .init(value: $0.description, text: words.moment($0, in: zone)) })
                ))
        }
        return visits
    }

    /// What stands in place of a day where there is none to come.
    private func over(_ row: PlacementRow) -> String? {
        switch row.state {
        case .installed: words.installed
        case .rolledBack: words.takenBack
        case .started, .cancelling, .rollbackDue, .rollingBack: words.isRunning
        case .failed, .timedOut: words.failed
        case .planned, .due, .recalled, .skipped: nil
        }
    }

    private func state(
        _ notice: NoticeRow, _ rows: [PlacementRow], _ waiting: [PlacementRow]
    ) -> (String, String) {
        if waiting.isEmpty {
            if rows.contains(where: { $0.state == .started }) { return (words.isRunning, "open") }
            if rows.allSatisfy({ $0.state == .installed }) { return (words.installed, "fine") }
            // Each site says beside it what became of it.
            let isOver = rows.allSatisfy { $0.state == .installed || $0.state == .rolledBack }
            return (isOver ? words.takenBack : words.failed, "minor")
        }
        return switch notice.state {
        case .withdrawn: (words.openDate, "minor")
        case .declined: (words.declined, "minor")
        case .acknowledged: (words.agreed, "fine")
        case .silent: (words.silent, "minor")
        case .announced: notice.mustAgree ? (words.pleaseAgree, "minor") : (words.notAsked, "fine")
        }
    }

    private func text(_ release: Release) -> CustomerPageModel.ChangeText? {
        let own = release.texts[words.lang]
        guard let text = own ?? release.texts[Release.fallbackLanguage] else { return nil }
        return CustomerPageModel.ChangeText(
            summary: text.summary, downtime: text.downtime, whatYouDo: text.whatYouDo, whatToTest: text.whatToTest,
            wayBack: text.wayBack, isInEnglish: own == nil, lang: own == nil ? "en" : words.lang,
            dir: own == nil ? "ltr" : words.dir)
    }
}
