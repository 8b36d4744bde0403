extension Incident {
    /// What was known at a time, for whoever must show what was known when: nothing that was said, learnt, promised, kept or
    /// published later. Nil before anybody said anything.
    public func asKnown(at time: Timestamp) -> Incident? {
        let told = updates.filter { $0.at <= time }
        guard let last = told.last else { return nil }
        var known = self
        known.updates = told
        known.status = last.status
        known.resolvedAt = told.last { $0.status == .resolved }?.at
        if last.status.isOpen { known.resolvedAt = nil }
        known.signals = signals.filter { $0.at <= time }
        known.corrections = corrections.filter { $0.correctedAt <= time }
        known.promises = promises.filter { ($0.enteredAt ?? $0.madeAt) <= time }.map { promise in
            guard let settled = promise.settledAt, settled > time else { return promise }
            return Promise(
                id: promise.id, kind: promise.kind, madeAt: promise.madeAt, due: promise.due, subject: promise.subject,
                warnAt: promise.warnAt)
        }
        known.filings = filings.filter { $0.at <= time }
        known.alerts = []
        known.openedActions = []
        known.reportEdits = reportEdits.filter { $0.at <= time }
        if (report?.publishedAt).map({ $0 > time }) ?? true {
            (known.report, known.reportEdits) = (nil, [])
        } else if let next = reportEdits.first(where: { $0.at > time }) {
            known.report = next.before
        }
        return known
    }

    /// The same for a customer: what we owe a regulator, how many others it concerns and whom it was computed from is not
    /// theirs to know.
    public func asKnown(to member: AudienceMember, at time: Timestamp) -> Incident? {
        guard var known = asKnown(at: time) else { return nil }
        known.promises.removeAll { $0.kind == .regulator }
        known.filings = []
        known.concerns = nil
        known.audience = AudienceSummary(
            customers: 1, restored: member.state == .restored ? 1 : 0, digest: Digest(of: [member.customer.text]))
        for index in known.updates.indices { known.updates[index].unrestored = nil }
        // Where it works again nobody is owed word of that.
        if member.state == .restored {
            known.promises.removeAll { $0.kind == .rest }
            known.updates.removeAll(where: \.isOfUnrestored)
        }
        return known
    }
}
