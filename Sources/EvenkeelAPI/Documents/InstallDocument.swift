public import EvenkeelDomain
public import EvenkeelLedger

/// One started install, with what people did and left as proof where it was theirs.
public struct InstallDocument: Codable, Hashable, Sendable {
    public struct Step: Codable, Hashable, Sendable {
        public var number: Int
        public var text: String
        public var doneAt: String?
        public var doneBy: String?
    }

    public struct Record: Codable, Hashable, Sendable {
        public var number: Int
        public var name: String
        public var type: String
        public var size: Int
        public var at: String
        public var by: String

        public init(_ record: InstallRecord) {
            number = record.number
            name = record.name
            type = record.type
            size = record.sizeBytes
            at = record.at.description
            by = record.by
        }
    }

    public var id: Int
    public var rollout: String
    public var installation: String
    public var executor: String
    public var attempt: Int
    public var state: String
    public var startedAt: String
    public var endsBy: String
    public var endedAt: String?
    public var note: String?
    public var by: String?
    /// Where it takes the release back: the version that is to run again.
    public var rollbackTo: String?
    /// The last of what it printed.
    public var output: String?
    public var steps: [Step]
    public var records: [Record]

    public init(
        _ install: Install, output: String? = nil, steps: [String] = [], ticks: [InstallTick] = [],
        records: [InstallRecord] = []
    ) {
        id = Int(install.id.number)
        rollout = install.rollout.text
        installation = install.installation.text
        executor = install.executor.rawValue
        attempt = install.attempt
        state = install.state.rawValue
        startedAt = install.startedAt.description
        endsBy = install.endsBy.description
        endedAt = install.endedAt?.description
        note = install.note
        by = install.by
        rollbackTo = install.backTo?.description
        self.output = output
        self.steps = InstallDocument.steps(steps, ticks)
        self.records = records.map(Record.init)
    }

    static func steps(_ texts: [String], _ ticks: [InstallTick]) -> [Step] {
        texts.enumerated().map { index, text in
            let tick = ticks.first { $0.number == index + 1 }
            return Step(number: index + 1, text: text, doneAt: tick?.at.description, doneBy: tick?.by)
        }
    }
}

/// Installs, in the order of their numbers.
public struct InstallPage: Codable, Hashable, Sendable {
    public var installs: [InstallDocument]
    @Nullable public var next: String?

    public init(installs: [InstallDocument], next: String?) {
        self.installs = installs
        self.next = next
    }
}

/// Work for a person.
public struct JobDocument: Codable, Hashable, Sendable {
    public var rollout: String
    public var release: String
    public var installation: String
    public var customer: String
    /// `due` until somebody begins it.
    public var state: String
    /// The number of the install, once it has begun.
    public var install: Int?
    public var attempt: Int
    public var by: String?
    public var note: String?
    public var notBefore: String?
    /// Its day, where that is still to come: it cannot begin before.
    public var day: String?
    /// What whoever came last said, where it was not possible and nobody has agreed on another time.
    public var notPossible: String?
    /// True where the version before is to be put back.
    public var isRollback: Bool
    public var steps: [InstallDocument.Step]

    public init(_ job: Job) {
        rollout = job.rollout.id.text
        release = job.rollout.release.name
        installation = job.row.installation.text
        customer = job.row.customer.text
        state = job.row.state.rawValue
        install = job.install.map { Int($0.id.number) }
        attempt = job.install?.attempt ?? job.row.attempts + 1
        by = job.install?.by
        note = job.row.note
        notBefore = job.row.notBefore?.description
        day = job.day?.description
        notPossible = job.visit.map { "\($0.person): \($0.note ?? "")" }
        isRollback = job.isRollback
        steps = InstallDocument.steps(job.steps, job.ticks)
    }
}

/// What is to be done by hand.
public struct JobPage: Codable, Hashable, Sendable {
    public var jobs: [JobDocument]

    public init(jobs: [JobDocument]) { self.jobs = jobs }
}
