public import EvenkeelDomain

/// How an install happens by itself. What a person does, or carries to a site in a bundle, needs no executor: it is begun
/// and ended through `Operations`.
///
/// Every method returns at once: what takes time goes on beside it and is asked for again by `look`, in every round and
/// after a crash alike. So there is one way to learn of an end, whether or not the program was there all the time.
/// Whatever an executor meets is an answer, never a crash.
public protocol Executor: Sendable {
    /// True if only the node that started an install can say what became of it.
    var isBoundToNode: Bool { get }

    /// Starts the install, once however often it is asked for the same id.
    func start(_ job: InstallJob) async -> InstallProgress

    /// What has become of an install that was started, maybe by an earlier run of the program.
    func look(at job: InstallJob) async -> InstallProgress

    /// Asks an install to stop.
    func cancel(_ job: InstallJob) async -> CancelAnswer

    /// The time of an install is up and nobody waits for it any longer: what is left of it is to end. True if nothing
    /// of it runs any more, so that it may be tried again.
    func abandon(_ job: InstallJob) async -> Bool

    /// The end of this install has been written down: what was kept to tell of it may go.
    func forget(_ install: Install) async

    /// The last of what the install printed, for people; nil where nothing is kept.
    func output(of install: Install) async -> String?
}

extension Executor {
    public var isBoundToNode: Bool { false }
    public func look(at job: InstallJob) async -> InstallProgress { .underWay }
    public func cancel(_ job: InstallJob) async -> CancelAnswer { .goesOn }
    public func abandon(_ job: InstallJob) async -> Bool { false }
    public func forget(_ install: Install) async {}
    public func output(of install: Install) async -> String? { nil }
}

/// How far an install is.
public enum InstallProgress: Hashable, Sendable {
    /// It is not known to the executor: a crash came between the decision and the start.
    case notStarted
    case underWay
    /// It has begun here and has not reached whoever is to do it, who is asked again. The note says why, for people.
    case notTaken(note: String)
    case ended(InstallResult)
}

/// What a request to stop came to.
public enum CancelAnswer: Hashable, Sendable {
    /// It has stopped; the note is for people.
    case stopped(note: String)
    /// It was asked; its end will tell.
    case asked
    /// It cannot be stopped, or had better not be: it is let finish.
    case goesOn
}
