import EvenkeelDomain

/// What a supervisor is told to do, through its standard input: secrets stand in it, and never in an argument, a file
/// or a log.
struct SupervisedWork: Hashable, Codable, Sendable {
    var name: String
    var install: FilledCommand
    var rollback: FilledCommand?
    var directory: String?
    var values: [String: String]
    var secrets: [String: String]
    var timeoutMilliseconds: Int64
    var unreachable: Set<Int32>

    /// An environment of its own: nothing of the server's but what was declared.
    var environment: [String: String] {
        var environment = ["PATH": "/usr/local/bin:/usr/bin:/bin", "LANG": "C.UTF-8"]
        for (name, value) in secrets { environment[name] = value }
        for (name, value) in values { environment["EVENKEEL_" + name.uppercased()] = value }
        return environment
    }
}
