import Foundation
import Testing

@Suite("evenkeel bundle")
struct BundleCommandTests {
    private static let fleet = """
        installation,customer,product,version,window,contact
        acme-hq,acme,pbx,5.1.0,FREQ=DAILY;BYHOUR=0 PT24H,it@acme.example
        borealis,borealis,pbx,5.1.0,FREQ=DAILY;BYHOUR=0 PT24H,it@borealis.example

        """
    private static let policy = """
        rollout: pbx-5.2
        release:
          product: pbx
          version: 5.2.0
          texts: { en: { summary: s, downtime: d, what_you_do: w, what_to_test: t, way_back: b } }
        waves:
          - { name: all, soak: { days: 7 } }
        verdict: { baseline: 90%, min_sample: 1 }
        notice: { before: 0d, on_silence: proceed, on_nobody: proceed }
        execute: { by: air-gapped }

        """

    @Test("carried out, done without a server, and brought back: one file for each site")
    func journey() async throws {
        let served = try await ServedProgram(
            configuration: #"organisation: { name: Bright Line, working_week: mon-sun, morning: "00:00" }"#)
        defer { served.end() }
        let folder = served.folder.path
        try Data(Self.fleet.utf8).write(to: served.folder.appendingPathComponent("fleet.csv"))
        try Data(Self.policy.utf8).write(to: served.folder.appendingPathComponent("policy.yaml"))
        #expect(try await served.run("fleet", "import", "\(folder)/fleet.csv").status == 0)
        #expect(try await served.run("rollout", "plan", "\(folder)/policy.yaml").status == 0)
        #expect(try await served.run("rollout", "approve", "pbx-5.2").status == 0)
        #expect(try await served.run("rollout", "start", "pbx-5.2").status == 0)

        var packed = try await served.run("bundle", "export", "pbx-5.2", "--each", "\(folder)/out")
        // The wave opens in the conductor's next round.
        for _ in 0..<100 where !packed.output.contains("2 sites") {
            packed = try await served.run("bundle", "export", "pbx-5.2", "--each", "\(folder)/out")
        }
        #expect(packed.output == "Packed 2 sites into \(folder)/out.\n", "\(packed)")
        let bundle = "\(folder)/out/acme-hq.json"
        let rights = try FileManager.default.attributesOfItem(atPath: bundle)[.posixPermissions] as? Int
        #expect(rights == 0o600, "it holds a key")

        // At the site, where no server is.
        let checked = try await Program.run(["bundle", "verify", bundle])
        #expect(checked.status == 0 && checked.output.contains("packed by Bright Line"), "\(checked)")
        #expect(try await Program.run(["bundle", "verify", bundle, "--key", "AAAA"]).status == 1)
        let receipt = "\(folder)/acme-hq.receipt.json"
        let made = try await Program.run([
            "bundle", "receipt", bundle, "--result", "installed", "--by", "dana", "--out", receipt,
        ])
        #expect(made.status == 0, "\(made)")
        let text = try String(contentsOfFile: bundle, encoding: .utf8)
        let forged = "\(folder)/forged.json"
        try Data(text.replacing("5.2.0", with: "6.6.6").utf8).write(to: URL(fileURLWithPath: forged))
        let refused = try await Program.run([
            "bundle", "receipt", forged, "--result", "installed", "--by", "dana",
        ])
        #expect(refused.status == 1 && refused.error.contains("changed after it was signed"), "\(refused)")

        let taken = try await served.run("bundle", "import-receipt", receipt)
        #expect(taken.status == 0 && taken.output.contains("acme-hq: installed"), "\(taken)")
        let again = try await served.run("bundle", "import-receipt", receipt)
        #expect(again.status == 1 && again.error.contains("has been here before"), "\(again)")
        let list = try await served.run("bundle", "list")
        #expect(list.output.contains("borealis") && !list.output.contains("acme-hq"), "\(list)")
    }
}
