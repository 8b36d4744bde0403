extension Incident {
    /// What a customer in its audience may still expect, the soonest first: the next word, how it stands with them where they
    /// are not restored, and what the report promised and is not done, also once its day has gone by.
    public func owed(restored: Bool) -> [Promise] {
        let open = Set((report?.actions ?? []).map(\.id)).intersection(actions.filter { !$0.isDone }.map(\.id))
        let promised = open.compactMap { action in
            promises.last { $0.kind == .action && $0.subject == action.text && $0.state != .superseded }
        }
        let words = [openPromise, restored ? nil : openRest].compactMap(\.self)
        return (words + promised).sorted { ($0.due, $0.id) < ($1.due, $1.id) }
    }
}
