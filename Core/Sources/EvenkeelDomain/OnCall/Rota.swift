/// Who is alerted, in which order. Whoever is on duty comes first, in the order given; then the others, higher roles
/// first: a night without anybody on duty wakes the person in charge, not nobody.
public struct Rota: Hashable, Sendable, Codable {
    public var people: [OnCallPerson]
    /// A page that nobody acknowledges for this long goes to the next person.
    public var acknowledgeWithin: TimeSpan

    public init(people: [OnCallPerson] = [], acknowledgeWithin: TimeSpan = .minutes(5)) {
        self.people = people
        self.acknowledgeWithin = acknowledgeWithin
    }

    public subscript(id: PersonID) -> OnCallPerson? { people.first { $0.id == id } }

    /// The person who speaks under this name.
    public func person(speakingAs actor: String) -> OnCallPerson? { people.first { $0.actors.contains(actor) } }

    /// Everybody, in the order in which a page at `now` goes round.
    public func chain(at now: Timestamp) -> [OnCallPerson] {
        let onDuty = people.filter { $0.hours.covers(now) }
        let others = people.enumerated().filter { !$0.element.hours.covers(now) }
            .sorted { ($1.element.role, $0.offset) < ($0.element.role, $1.offset) }
        return onDuty + others.map(\.element)
    }

    /// Who answers for an incident: the person who spoke last on it, else whoever is on duty.
    public func owner(lastSpeaker actor: String?, at now: Timestamp) -> OnCallPerson? {
        actor.flatMap(person(speakingAs:)) ?? chain(at: now).first
    }

    /// Somebody else than the owner.
    public func second(to owner: PersonID?, at now: Timestamp) -> OnCallPerson? {
        chain(at: now).first { $0.id != owner }
    }

    /// Somebody of a higher role than the owner, on duty if there is one; without one, the highest of the others.
    public func superior(to owner: OnCallPerson?, at now: Timestamp) -> OnCallPerson? {
        let others = chain(at: now).filter { $0.id != owner?.id }
        if let role = owner?.role, let higher = others.first(where: { $0.role > role }) { return higher }
        return others.max { $0.role < $1.role }
    }

    /// The person after those who were paged already; after the last it goes round again.
    public func next(after paged: [PersonID], at now: Timestamp) -> OnCallPerson? {
        let chain = chain(at: now)
        guard !chain.isEmpty else { return nil }
        // Fewest pages first, in the order of the chain: everybody once, then everybody again.
        return chain.enumerated().min { left, right in
            (paged.count { $0 == left.element.id }, left.offset) < (
                paged.count { $0 == right.element.id }, right.offset
            )
        }?.element
    }
}
