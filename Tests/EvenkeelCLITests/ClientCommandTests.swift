import Foundation
import Testing

/// The commands that talk to a server, against the real one.
@Suite struct ClientCommandTests {
    private func served(_ story: (ServedProgram) async throws -> Void) async throws {
        let server = try await ServedProgram()
        defer { server.end() }
        try await story(server)
    }

    /// What a command printed as JSON.
    private func object(_ run: Program.Run) throws -> [String: Any] {
        #expect(run.status == 0, "\(run.error)")
        return try #require(try JSONSerialization.jsonObject(with: Data(run.output.utf8)) as? [String: Any])
    }

    @Test("a fleet goes in, is planned, approved, started and stopped from the command line")
    func rollout() async throws {
        try await served { server in
            let would = try await server.run("fleet", "import", "Examples/fleet.csv", "--dry-run")
            #expect(would.output.hasPrefix("Would import 240 installations"))
            #expect(try await server.run("fleet", "list").output == "No installation matches.\n")
            let done = try object(
                try await server.run(
                    "fleet", "import", "Examples/fleet.csv", "--contacts", "Examples/contacts.csv", "--format", "json"))
            #expect(done["installations"] as? Int == 240 && done["dry_run"] as? Bool == false)
            let again = try await server.run("fleet", "import", "Examples/fleet.csv")
            #expect(again.output.hasSuffix("nothing changes.\n"))
            let french = try object(
                try await server.run("fleet", "list", "--filter", "country==FR", "--format", "json"))
            let sites = try #require(french["installations"] as? [[String: Any]])
            #expect(!sites.isEmpty && sites.allSatisfy { $0["country"] as? String == "FR" })
            let table = try await server.run("fleet", "export")
            #expect(table.output.split(separator: "\n").count == 241)

            let plan = try object(
                try await server.run("rollout", "plan", "Examples/hotfix.yaml", "--format", "json"))
            let id = try #require(plan["rollout"] as? String)
            #expect(plan["revision"] as? Int == 1)
            let early = try await server.run("rollout", "start", id)
            #expect(early.status == 1 && early.error.contains("its plan lacks an approval"))
            #expect(early.error.contains("\nhint:  See how many it needs and has: `evenkeel rollout show \(id)`."))
            #expect(try await server.run("rollout", "approve", id).status == 0)
            let started = try object(try await server.run("rollout", "start", id, "--format", "json"))
            #expect(started["state"] as? String == "running")
            let stopped = try await server.run("rollout", "halt", id, "--reason", "Calls drop.")
            #expect(stopped.status == 0 && stopped.output.contains("halted") && stopped.output.contains("Calls drop."))
            #expect(try await server.run("rollout", "abort", id, "--reason", "Superseded.").status == 0)
            let watched = try await server.run("rollout", "watch", id)
            #expect(watched.status == 0 && watched.output.hasPrefix("\(id): aborted, because: Superseded.\n"))
        }
    }

    @Test("letting go of what is held says so where nothing is held, and is one document")
    func nothingHeld() async throws {
        try await served { server in
            for move in ["send", "drop"] {
                let said = try await server.run("delivery", move, "--held")
                #expect(said.status == 0 && said.output == "Nothing was held.\n", "\(said)")
                let document = try object(try await server.run("delivery", move, "--held", "--format", "json"))
                #expect((document["deliveries"] as? [Any])?.isEmpty == true)
            }
        }
    }

    @Test("a message is looked at in each language before anybody gets it, from right to left where it reads so")
    func preview() async throws {
        try await served { server in
            #expect(try await server.run("fleet", "import", "Examples/fleet.csv").status == 0)
            for (locale, direction) in [("en", "ltr"), ("it", "ltr"), ("he", "rtl")] {
                for message in ["planned", "restored", "confirm", "summary"] {
                    let shown = try object(
                        try await server.run(
                            "notice", "preview", "--customer", "alon-service", "--message", message, "--locale", locale,
                            "--format", "json"))
                    #expect(shown["language"] as? String == locale, "\(message)")
                    #expect((shown["html"] as? String)?.contains("dir=\"\(direction)\"") == true, "\(message)")
                }
            }
            let unknown = try await server.run("notice", "preview", "--customer", "nobody")
            #expect(unknown.status == 1 && unknown.error.contains("no such customer"), "\(unknown.error)")
        }
    }

    @Test("an incident is owned with one sentence, told, resolved and reported, and leaves a guard")
    func incident() async throws {
        try await served { server in
            #expect(try await server.run("fleet", "import", "Examples/fleet.csv").status == 0)
            #expect(try await server.run("component", "add", "telephony", "Telephony").status == 0)
            let owned = try object(
                try await server.run(
                    "incident", "own", "Calls drop after ten seconds.", "--component", "telephony", "--impact", "major",
                    "--audience", "country==FR", "--next-by", "30m", "--format", "json"))
            let id = try #require(owned["id"] as? String)
            let audience = try #require(owned["audience"] as? [[String: Any]])
            let customer = try #require(audience.first?["customer"] as? String)
            #expect((owned["promise"] as? [String: Any])?["state"] as? String == "open")

            let told = try await server.run("incident", "update", id, "We know the cause.", "--status", "identified")
            #expect(told.status == 0 && told.output.contains("We know the cause.") && told.output.contains("next by"))
            let restored = try await server.run(
                "incident", "restore", id, "--customer", customer, "--how", "5.1.4 is back.")
            #expect(restored.output == "Restored: \(customer).\n")
            let stranger = try await server.run("incident", "restore", id, "--customer", "nobody", "--how", "x")
            #expect(stranger.status == 1 && stranger.error.contains("nobody"))
            let page = try await server.run("customer", "show", customer)
            #expect(page.output.contains(id) && page.output.contains("not affected now"))

            #expect(try await server.run("incident", "resolve", id, "Calls work again.").status == 0)
            let reported = try await server.run(
                "incident", "report", id, "--what-happened", "Calls dropped for 40 minutes.", "--cause",
                "ours=The codec was not tried with fax.", "--what-we-did", "We put 5.1.4 back.", "--action",
                "Try sites with fax first.", "--owner", "R. Weber", "--due", "2026-12-20", "--guard-when",
                "release.touches==fax", "--guard-matching", "feature==fax")
            #expect(reported.status == 0, "\(reported.error)")
            #expect(reported.output.contains("The codec was not tried with fax."))
            #expect(try await server.run("guard", "list").output.contains("72 h at 3 sites"))
            let promises = try object(try await server.run("promise", "list", "--format", "json"))
            let states = try #require(promises["promises"] as? [[String: Any]]).compactMap { $0["state"] as? String }
            #expect(states == ["open", "kept", "kept", "kept"], "those who are not restored are owed word")
        }
    }

    @Test("holds, releases, tokens and outbound are set and shown, and the journal is sound on both sides")
    func records() async throws {
        try await served { server in
            let hold = try object(
                try await server.run(
                    "hold", "add", "feature==fax", "--why", "Faxes stop.", "--until", "14d", "--format", "json"))
            let id = try #require(hold["id"] as? String)
            #expect(try await server.run("hold", "list").output.contains("Faxes stop."))
            #expect(try await server.run("hold", "lift", id, "--why", "Fixed.").status == 0)
            #expect(try await server.run("hold", "list").output == "No hold is in force.\n")
            #expect(try await server.run("hold", "lift", id, "--why", "Fixed.").status == 1)

            #expect(try await server.run("outbound", "show").output.hasPrefix("Outbound is capture: nothing leaves"))
            #expect(try await server.run("outbound", "live").output == "Outbound is live: messages leave.\n")

            let made = try object(try await server.run("token", "add", "reader", "--scope", "read", "--format", "json"))
            let secret = try #require(made["token"] as? String)
            #expect(try await server.run("hold", "list", token: secret).status == 0)
            #expect(try await server.run("outbound", "capture", token: secret).status == 1)
            #expect(try await server.run("token", "revoke", "reader").status == 0)
            let revoked = try await server.run("hold", "list", token: secret)
            #expect(revoked.status == 1 && revoked.error.contains("hint:  Put a token into EVENKEEL_TOKEN"))
            #expect(!(try await server.run("token", "list").output.contains(secret)))

            let release = server.folder.appendingPathComponent("release.yaml")
            try Data("product: pbx\nversion: 5.3.0\ntouches: [fax]\n".utf8).write(to: release)
            #expect(try await server.run("release", "add", release.path).status == 0)
            #expect(try await server.run("release", "show", "pbx", "5.3.0").output.hasPrefix("pbx 5.3.0\n"))

            let lines = try await server.run("journal", "export").output.split(separator: "\n")
            let shown = try await server.run("journal", "show")
            #expect(shown.output.contains("Outbound is live."))
            let data = server.folder.appendingPathComponent("data").path
            for place in [["--data", data], []] {
                let check = try object(
                    place.isEmpty
                        ? try await server.verifyRemotely()
                        : try await Program.run(["journal", "verify", "--format", "json"] + place))
                #expect(check["ok"] as? Bool == true && check["entries"] as? Int == lines.count)
            }
        }
    }
}
