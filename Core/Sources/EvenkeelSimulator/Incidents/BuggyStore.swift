import EvenkeelDomain
import EvenkeelLedger

/// A store that loses or changes words on their way to the journal, as a bug in the engine would.
struct BuggyStore: ForwardingStore {
    let base: any Store
    let bug: PromiseBug

    func append(_ entries: [Entry], after head: Position, rows: [RowChange]) async throws(Failure) {
        switch bug {
        case .lineLost where entries.contains(where: { $0.holdingLine != nil }): return
        case .recordFlattered, .intervalStretched:
            try await base.append(entries.map(changed), after: head, rows: rows)
        case .lineLost, .lateClocks, .roundGivenUp, .clockBelieved:
            try await base.append(entries, after: head, rows: rows)
        }
    }

    private func changed(_ entry: Entry) -> Entry {
        guard var posted = entry.holdingLine else { return entry }
        if bug == .recordFlattered, posted.settled?.state == .broken { posted.settled?.state = .kept }
        if bug == .intervalStretched, case .next(let due) = posted.update.outlook {
            posted.update.outlook = .next(by: due + .hours(1))
        }
        return Entry(
            position: entry.position, at: entry.at, command: entry.command, actor: entry.actor,
            event: .updatePosted(posted))
    }
}

extension Entry {
    fileprivate var holdingLine: UpdatePosted? {
        guard case .updatePosted(let posted) = event, posted.update.author == .holdingLine else { return nil }
        return posted
    }
}
