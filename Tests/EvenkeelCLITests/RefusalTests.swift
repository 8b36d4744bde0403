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

    @Test("what is no backup is not put back, and the data folder is not touched")
    func noBackup() async throws {
        let folder = try Folder.make()
        defer { Folder.remove(folder) }
        let (text, empty) = (folder.appendingPathComponent("text.sqlite"), folder.appendingPathComponent("empty"))
        try Data("installation,customer\n".utf8).write(to: text)
        try Data().write(to: empty)
        let data = folder.appendingPathComponent("data").path
        for (file, why) in [
            (folder.path, "It is a folder."), (text.path, "It does not begin as a database does"),
            (empty.path, "It is empty."), (folder.path + "/none", "The file cannot be found."),
        ] {
            let run = try await Program.run(["restore", "--data", data, file])
            #expect(run.status == 1 && run.output.isEmpty)
            #expect(run.error.hasPrefix("error: ") && run.error.contains("why:   \(why)"), "\(run.error)")
            #expect(run.error.contains("\nhint:  "))
        }
        #expect(!FileManager.default.fileExists(atPath: data))
    }

    @Test("a backup goes to no folder that is missing, and over nothing that is there")
    func backupTarget() async throws {
        let folder = try Folder.make()
        defer { Folder.remove(folder) }
        let data = folder.appendingPathComponent("data")
        try FileManager.default.createDirectory(at: data, withIntermediateDirectories: true)
        try Data().write(to: data.appendingPathComponent("evenkeel.sqlite"))
        for (target, why) in [
            (folder.path + "/none/backup", "\(folder.path)/none is not there."), (data.path, "It is a folder."),
        ] {
            let run = try await Program.run(["backup", "--data", data.path, target])
            #expect(run.status == 1 && run.output.isEmpty)
            #expect(run.error.contains("why:   \(why)") && run.error.contains("\nhint:  "), "\(run.error)")
        }
    }

    @Test("config check refuses what serve would: a missing secret, an open door, a mail server that is none")
    func configuration() async throws {
        let folder = try Folder.make()
        defer { Folder.remove(folder) }
        let file = folder.appendingPathComponent("evenkeel.yaml")
        try Data(
            """
            host: 0.0.0.0
            smtp: { url: "smtp://user@mail.example.net" }
            webhooks: { deploy: { url: "https://deploy.example.net/", secret: DEPLOY_SECRET } }
            suppliers: [Telco AG]
            """.utf8
        ).write(to: file)
        let run = try await Program.run(["config", "check", "--config", file.path])
        #expect(run.status == 1)
        #expect(run.output.contains("suppliers") && run.output.contains("Telco AG"))
        for words in [
            "for 3 reasons", "0.0.0.0", "A user and a password go together", "The webhook deploy has no secret",
        ] {
            #expect(run.error.contains(words), "\(words) is not in \(run.error)")
        }
        let good = try await Program.run(
            ["config", "check", "--config", file.path],
            environment: [
                "DEPLOY_SECRET": "0123456789abcdef", "EVENKEEL_HOST": "127.0.0.1",
                "EVENKEEL_SMTP_URL": "smtp://mail.example.net",
            ])
        #expect(good.status == 0, "\(good.error)")
    }

    @Test("config check refuses a file of certificates that is none, since no mail would leave")
    func certificates() async throws {
        let folder = try Folder.make()
        defer { Folder.remove(folder) }
        let (file, trusted) = (
            folder.appendingPathComponent("evenkeel.yaml"), folder.appendingPathComponent("trusted.pem")
        )
        try Data("smtp: { url: \"smtp://mail.example.net\", certificates: \(trusted.path) }\n".utf8).write(to: file)
        for (content, why) in [
            (nil, "cannot be read"), ("installation,customer\n", "holds no certificate"),
            ("-----BEGIN CERTIFICATE REQUEST-----\n", "holds no certificate"),
            ("-----BEGIN CERTIFICATE-----\nMA==\n-----END CERTIFICATE-----\n", nil),
        ] as [(String?, String?)] {
            if let content { try Data(content.utf8).write(to: trusted) }
            let run = try await Program.run(["config", "check", "--config", file.path])
            #expect((run.status == 0) == (why == nil), "\(run.error)")
            if let why { #expect(run.error.contains(why), "\(run.error)") }
        }
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
