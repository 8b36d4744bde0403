import EvenkeelTestSupport
import Foundation
import Testing

@Suite("Ansible as the command that installs")
struct AnsibleTests {
    @Test("Examples/ansible as it stands: done, taken back where it failed, and asked again where nobody was there")
    func example() async throws {
        try #require(
            FileManager.default.isExecutableFile(atPath: "/usr/bin/ansible-playbook"),
            "ansible is missing: Scripts/install-packages.sh test")
        let folder = try TemporaryFolder()
        let example = folder.url.appending(path: "ansible")
        try FileManager.default.copyItem(at: Program.repository.appending(path: "Examples/ansible"), to: example)
        func file(_ name: String) -> String {
            let data = FileManager.default.contents(atPath: example.appending(path: name).path) ?? Data()
            return String(decoding: data, as: UTF8.self)
        }
        // What ran at the full site before.
        let full = example.appending(path: "sites/borealis")
        try FileManager.default.createDirectory(at: full, withIntermediateDirectories: true)
        try Data("5.1.0\n".utf8).write(to: full.appending(path: "version"))

        let server = try await ServerUnderTest(in: example, configuration: file("evenkeel.yaml"))
        try await server.run(fleet: file("fleet.csv"), policy: file("policy.yaml"))
        try await eventually("every install has ended") {
            let ended = try await server.installs().filter { $0["ended_at"] is String }
            return Set(ended.compactMap { $0["installation"] as? String }).count == 4
        }
        let places = try await server.places()
        #expect(places["acme-hq"]?.state == "installed" && places["acme-branch"]?.state == "installed", "\(places)")
        #expect(places["borealis"]?.state == "failed")
        #expect(places["borealis"]?.note.contains("taken back") == true, "\(places)")
        #expect(places["cygnus"]?.attempts == 0, "a site that was not reached has used up no try: \(places)")
        #expect(places["cygnus"]?.state == "skipped", "and is set aside, so that its wave goes on: \(places)")
        let why = try await server.json("/api/v1/rollouts/pbx-5.2/why/cygnus")
        #expect(why["code"] as? String == "away", "\(why)")
        #expect((why["text"] as? String)?.contains("the site was not there (exit code 4)") == true, "\(why)")
        try await eventually("its wave soaks without it") {
            let waves = try await server.json("/api/v1/rollouts/pbx-5.2")["waves"] as? [[String: Any]]
            return waves?.first?["state"] as? String == "soaking"
        }

        #expect(file("sites/acme-hq/version") == "5.2.0\n")
        #expect(file("sites/borealis/version") == "5.1.0\n", "the way back was gone")
        // What a person wants gone goes back, while the rollout stands.
        try await server.post("/api/v1/rollouts/pbx-5.2/halt", json: ["reason": "fax fails"])
        let order: [String: Any] = ["reason": "fax fails there", "installations": ["acme-branch"]]
        try await server.post("/api/v1/rollouts/pbx-5.2/rollback", json: order)
        try await eventually("it has gone back") {
            try await server.places()["acme-branch"]?.state == "rolledBack"
        }
        #expect(file("sites/acme-branch/version").isEmpty, "nothing was there before")
        let back = try await server.json("/api/v1/rollouts/pbx-5.2/why/acme-branch")
        #expect(back["code"] as? String == "rolled_back", "\(back)")
        #expect((back["text"] as? String)?.contains("runs 5.1.0 again") == true, "\(back)")
        #expect("\(try await server.json("/api/v1/fleet/acme-branch"))".contains("5.1.0"))

        let site = try await server.json("/api/v1/fleet/acme-hq")
        #expect("\(site)".contains("executor"), "whose word it is: \(site)")
        // What Ansible printed is there for whoever looks.
        let failed = try #require(try await server.installs().first { $0["installation"] as? String == "borealis" })
        let shown = try await server.json("/api/v1/installs/\(try #require(failed["id"] as? Int))")
        let output = try #require(shown["output"] as? String)
        #expect(output.contains("only 3 MB are free, 50 are needed") && output.contains("PLAY RECAP"), "\(output)")
    }
}
