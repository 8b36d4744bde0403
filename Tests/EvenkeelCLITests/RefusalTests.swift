import Foundation
import Testing

/// What is wrong is told on standard error in three parts, with the exit code that scripts rely on.
@Suite struct RefusalTests {
    struct Bad: Sendable, CustomTestStringConvertible {
        let testDescription: String
        let command: [String]
        let name: String
        let content: String
        /// `line:column: name`.
        let place: String
    }

    static let files: [Bad] = [
        Bad(
            testDescription: "a fleet with a number of seats that is none",
            command: ["plan", "FILE", "--policy", "Examples/hotfix.yaml"],
            name: "fleet.csv", content: "installation,customer,seats\na-1,a,many\n", place: ":2:3: seats \"many\""),
        Bad(
            testDescription: "a fleet with an unknown column",
            command: ["plan", "FILE", "--policy", "Examples/hotfix.yaml"],
            name: "fleet.csv", content: "installation,customer,seat\na-1,a,4\n", place: ":1:3: column \"seat\""),
        Bad(
            testDescription: "a policy with an unknown key",
            command: ["plan", "Examples/fleet.csv", "--policy", "FILE"],
            name: "policy.yaml", content: "rollout: x\nrelese: { product: pbx, version: 5.2.0 }\n",
            place: ":2:1: key \"relese\""),
        Bad(
            testDescription: "a policy with a predicate that names no fact", command: ["policy", "check", "FILE"],
            name: "policy.yaml",
            content:
                "rollout: x\nrelease: { product: pbx, version: 5.2.0 }\nselect: \"frendly=ge=0.7\"\nwaves: [{ name: all }]\n",
            place: ":3:"),
        Bad(
            testDescription: "a release without a version", command: ["release", "add", "FILE", "--dry-run"],
            name: "release.yaml", content: "product: pbx\n", place: ":1:1: version"),
        Bad(
            testDescription: "a fleet to be checked, with a row that is too short",
            command: ["fleet", "check", "FILE", "--policy", "Examples/hotfix.yaml"], name: "fleet.csv",
            content: "installation,customer\na-1\n", place: ":2"),
        Bad(
            testDescription: "a configuration with a port that is none",
            command: ["config", "check", "--config", "FILE"],
            name: "evenkeel.yaml", content: "port: eighty\n", place: ":1:7: port \"eighty\""),
    ]

    @Test("a bad file is refused with file, line and column, and nothing is printed", arguments: files)
    func badFile(bad: Bad) async throws {
        let folder = try Folder.make()
        defer { Folder.remove(folder) }
        let file = folder.appendingPathComponent(bad.name)
        try Data(bad.content.utf8).write(to: file)
        let run = try await Program.run(bad.command.map { $0 == "FILE" ? file.path : $0 })
        #expect(run.status == 1)
        #expect(run.output.isEmpty)
        #expect(run.error.contains(file.path + bad.place), "\(run.error)")
        #expect(run.error.hasPrefix("error: ") && run.error.contains("\nwhy:   ") && run.error.contains("\nhint:  "))
    }

    @Test(
        "a command line that is not understood exits with 2 and prints nothing",
        arguments: [
            ["plan", "Examples/fleet.csv", "--policy", "Examples/hotfix.yaml", "--sumary"],
            ["plan", "Examples/fleet.csv"],
            ["plan", "Examples/fleet.csv", "--policy", "Examples/hotfix.yaml", "--today", "tomorrow"],
            ["plan", "Examples/fleet.csv", "--policy", "Examples/hotfix.yaml", "--zone", "Middle/Earth"],
            ["plan", "Examples/fleet.csv", "--policy", "Examples/hotfix.yaml", "--format", "xml"],
            ["plan", "Examples/fleet.csv", "--policy", "Examples/hotfix.yaml", "--summary", "--explain", "x"],
            ["nonsense"], ["rollout", "nonsense"], ["rollout", "halt", "x"],
            ["hold", "add", "featur==fax", "--why", "x"],
            ["hold", "add", "feature==fax", "--why", "x", "--until", "soon"],
            ["incident", "own", "It is down."],
            ["incident", "own", "It is down.", "--component", "x", "--impact", "huge"],
            ["incident", "report", "x"], ["rollout", "list", "--server", "not an address"],
            ["journal", "verify", "--data", "x", "--server", "http://127.0.0.1"],
            ["token", "add", "x", "--scope", "god"],
        ])
    func usage(arguments: [String]) async throws {
        let run = try await Program.run(arguments)
        #expect(run.status == 2)
        #expect(run.output.isEmpty)
        #expect(run.error.hasPrefix("error: ") && run.error.contains("\nhint:  "), "\(run.error)")
    }

    @Test("a server that is not there is a failure that says how to start one")
    func unreachable() async throws {
        let run = try await Program.run(["rollout", "list"], environment: ["EVENKEEL_SERVER": "http://127.0.0.1:9"])
        #expect(run.status == 1 && run.output.isEmpty)
        #expect(run.error.hasPrefix("error: The server at http://127.0.0.1:9 did not answer."))
        #expect(run.error.contains("evenkeel serve"))
    }

    @Test("verifying a journal that is not there makes no database")
    func noJournal() async throws {
        let folder = try Folder.make()
        defer { Folder.remove(folder) }
        let run = try await Program.run(["journal", "verify", "--data", folder.path])
        #expect(run.status == 1)
        #expect(run.error.hasPrefix("error: There is no database in \(folder.path)."))
        #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path).isEmpty)
    }
}
