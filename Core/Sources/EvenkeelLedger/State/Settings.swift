public import EvenkeelDomain

/// What the operator configured that decisions depend on. Not in the journal: what follows from it is.
public struct Settings: Hashable, Sendable {
    public var organisation: String
    public var clock: PromiseClock
    public var rota: Rota
    /// Where the pages are, without a trailing slash: `https://status.example.com`.
    public var baseURL: String
    /// The languages that messages can be written in; whoever reads another gets English.
    public var languages: Set<String> = ["en"]

    public init(
        organisation: String = "Evenkeel", clock: PromiseClock = .init(), rota: Rota = Rota(),
        baseURL: String = "http://127.0.0.1:8080"
    ) {
        self.organisation = organisation
        self.clock = clock
        self.rota = rota
        self.baseURL = baseURL
    }

    public var calendar: WorkCalendar { clock.calendar }
}
