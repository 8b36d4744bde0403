import EvenkeelDomain
import EvenkeelFiles
import Foundation
import Testing

@Suite struct FleetFormTests {
    private let fleet = """
        installation,customer,customer_name,product,version,features,environment,complexity,friendly,feedback,account_manager
        a-1,acme,Acme,pbx,5.1,,platform=x,,,0.5,Giulia Conti
        a-2,acme,Acme,pbx,5.1,fax,platform=x,,0.8,,Giulia Conti
        b-1,bolt,=cmd(),pbx,5.1,,platform=x,,,,../../etc/passwd
        c-1,cube,Cube,pbx,5.1,fax,platform=x,,,0.9,giulia conti
        d-1,dune,Dune,pbx,5.1,fax,platform=x,,,0.9,-
        e-1,elm,Elm,pbx,5.1,fax,platform=x,,,,
        z-1,zinc,Zinc,pbx,5.1,fax,platform=x,,1,1,Giulia Conti

        """
    private let policy = """
        rollout: r
        release: { product: pbx, version: 5.2.0 }
        coverage: { of: [features, environment.platform] }
        waves:
          - { name: friends, among: "friendly=ge=0.7", order: simplicity }
          - { name: rest, order: feedback }
        """

    private func image() throws -> FleetImage { FleetImage(try FleetFile.read(text: fleet, named: "f.csv").fleet) }

    private func forms(sitesPerForm: Int = 50) throws -> [FleetForm] {
        let image = try image()
        let check = FleetCheck(image, policy: try PolicyFile.read(text: policy, named: "p.yaml"))
        return FleetForm.forms(for: check, in: image, sitesPerForm: sitesPerForm)
    }

    @Test("each account manager gets the three dearest questions about their own sites, the dearest site first")
    func export() throws {
        let forms = try forms()
        #expect(
            forms.map(\.fileName) == [
                "form-etc-passwd.csv", "form-giulia-conti.csv", "form-giulia-conti-2.csv",
                "form-without-account-manager.csv",
            ])
        #expect(forms.map(\.manager) == ["../../etc/passwd", "Giulia Conti", "giulia conti", nil])
        // Features cost a-1 a wave order and its combinations, friendly keeps it out of a wave, feedback a-2 a rank.
        #expect(
            forms[1].csv == """
                \u{FEFF}installation,customer,customer_name,features,friendly,feedback
                a-1,acme,Acme,,,0.5
                a-2,acme,Acme,fax,0.8,

                """)
        // A name that a spreadsheet would run is made plain.
        #expect(
            forms[0].csv == """
                \u{FEFF}installation,customer,customer_name,features,friendly,feedback
                b-1,bolt,'=cmd(),,,

                """)
        #expect(
            forms[3].csv == """
                \u{FEFF}installation,customer,customer_name,friendly,feedback
                e-1,elm,Elm,,
                d-1,dune,Dune,,0.9

                """)
    }

    @Test("no form names a site, a customer or a manager of another, and the instructions name none")
    func nothingLeaks() throws {
        let forms = try forms()
        let own = [
            "../../etc/passwd": ["bolt"], "Giulia Conti": ["acme"], "giulia conti": ["cube"], "": ["dune", "elm"],
        ]
        let names = ["acme", "bolt", "cube", "dune", "elm", "zinc"]
        for form in forms {
            let allowed = own[form.manager ?? ""] ?? []
            for name in names where !allowed.contains(name) { #expect(!form.csv.lowercased().contains(name)) }
            #expect(!form.csv.contains("passwd") && !form.csv.lowercased().contains("giulia"))
        }
        let release = try PolicyFile.read(text: policy, named: "p.yaml").release
        let text = FleetForm.instructions(for: forms, in: try image(), release: release)
        for name in names + ["giulia", "passwd"] { #expect(!text.lowercased().contains(name)) }
        for column in ["features", "friendly", "feedback"] { #expect(text.contains("\n\(column): ")) }
        #expect(!text.contains("environment") && text.contains("known so far: fax\n"))
    }

    @Test("a form has room for so many sites, and says how many are left")
    func room() throws {
        let form = try #require(try forms(sitesPerForm: 1).first { $0.manager == "Giulia Conti" })
        #expect(form.sites == 1 && form.sitesLeft == 1)
        #expect(form.csv.contains("a-1") && !form.csv.contains("a-2"))
    }

    @Test("names of files are safe and different, whatever account managers are called")
    func fileNames() throws {
        let managers = [
            "a/b", "a\\b", "A B", "..", "CON", String(repeating: "x", count: 300), "דנה", "ü",
            "without account manager",
            "a\u{0}b", ".hidden", "-rf", "form",
        ]
        var sites = managers.enumerated().map { number, manager in
            var site = Installation(id: InstallationID("s\(number)"), customer: "c")
            site.accountManager = manager
            return site
        }
        sites.append(Installation(id: "nobody", customer: "c"))
        let image = FleetImage(Fleet(installations: sites, customers: []))
        let check = FleetCheck(image, policy: try PolicyFile.read(text: policy, named: "p.yaml"))
        let names = FleetForm.forms(for: check, in: image).map(\.fileName)
        #expect(names.count == managers.count + 1 && Set(names).count == names.count)
        for name in names {
            #expect(name.hasPrefix("form-") && name.hasSuffix(".csv") && name.utf8.count <= 80)
            #expect(
                name.utf8.allSatisfy { (97...122).contains($0) || (48...57).contains($0) || [45, 46, 95].contains($0) })
        }
    }

    // MARK: reading them back

    private func merge(
        _ texts: String..., authoritative: Bool = false
    ) throws -> (result: FleetFormImport.Result?, problems: FileProblems?, folder: URL) {
        let folder = FileManager.default.temporaryDirectory.appending(path: "evenkeel-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { do { try FileManager.default.removeItem(at: folder) } catch {} }
        var paths: [String] = []
        for (number, text) in texts.enumerated() {
            let file = folder.appending(path: "form-\(number + 1).csv")
            try Data(text.utf8).write(to: file)
            paths.append(file.path)
        }
        let known = try FleetFile.read(text: fleet, named: "f.csv").fleet
        do throws(FileProblems) {
            return (
                try FleetFormImport.merge(forms: paths, into: known, isAuthoritative: authoritative), nil, folder
            )
        } catch {
            return (nil, error, folder)
        }
    }

    private func rows(_ differences: [FleetFormImport.Difference]) -> [String] {
        differences.map { "\($0.line) \($0.installation) \($0.column) \($0.known ?? "?") > \($0.answered)" }
    }

    @Test("answers become facts, empty cells stay unknown, and what is as known changes nothing")
    func answers() throws {
        let merged = try merge(
            """
            \u{FEFF}installation,customer,customer_name,features,friendly,feedback
            a-1,acme,Acme,call-queue;fax,yes,0.50
            a-2,acme,Acme,fax,0.8,
            """)
        let result = try #require(merged.result)
        #expect(rows(result.changes) == ["2 a-1 features ? > call-queue;fax", "2 a-1 friendly ? > 1"])
        #expect(result.contradictions.isEmpty)
        let site = try #require(result.fleet["a-1"])
        #expect(site.features == ["call-queue", "fax"] && site.friendly == .one && site.feedback == Share(0.5))
        #expect(result.fleet["a-2"] == (try FleetFile.read(text: fleet, named: "f.csv").fleet)["a-2"])
        #expect(result.fleet["a-2"]?.feedback == nil)
    }

    @Test("every exported form, sent back as it is, changes nothing")
    func roundTrip() throws {
        for form in try forms() {
            let result = try #require(try merge(form.csv).result)
            #expect(result.changes.isEmpty && result.contradictions.isEmpty)
        }
    }

    @Test("a contradiction with a known fact is reported, and overwrites only where the forms know better")
    func contradiction() throws {
        let form = "installation,customer,friendly,feedback\na-2,acme,0.2,0.9\n"
        let careful = try #require(try merge(form).result)
        #expect(rows(careful.contradictions) == ["2 a-2 friendly 0.8 > 0.2"])
        #expect(rows(careful.changes) == ["2 a-2 feedback ? > 0.9"])
        #expect(careful.fleet["a-2"]?.friendly == Share(0.8))
        let bold = try #require(try merge(form, authoritative: true).result)
        #expect(bold.contradictions.isEmpty && bold.fleet["a-2"]?.friendly == Share(0.2))
    }

    @Test("what cannot be taken over is told by file, line, column, value and what was expected, all at once")
    func problems() throws {
        let merged = try merge(
            "installation,customer,friendly,features\na-1,acme,\"0,7\",fax\na-2,acme,,fax;;t38\n",
            "installation,customer,friendly\na-11,acme,1\nb-1,acme,1\n",
            "installation,customer,feedback\na-2,acme,0.4\n",
            "installation,customer,feedback\na-2,acme,0.6\n")
        #expect(merged.result == nil)
        let problems = try #require(merged.problems)
        let lines = problems.problems.map { $0.description.replacing(merged.folder.path + "/", with: "") }
        #expect(
            lines == [
                "form-1.csv:2:3: friendly \"0,7\": expected a number from 0 to 1, yes or no.",
                "form-1.csv:3:4: features \"fax;;t38\": expected a list separated by \";\" without empty items.",
                "form-4.csv:2:3: feedback \"0.6\": expected the same answer for a-2 as in \(merged.folder.path)/form-3.csv,"
                    .replacing(merged.folder.path + "/", with: "")
                    + " line 2: 0.4. Hint: ask both, and correct one form",
                "form-2.csv:2: installation \"a-11\": expected an installation of the fleet. Hint: did you mean a-1?",
                "form-2.csv:3: customer \"acme\": expected bolt, whose installation b-1 is."
                    + " Hint: the first columns of a form stay as they are",
            ])
    }

    @Test("a column that no form has is refused by name")
    func foreignColumn() throws {
        let merged = try merge("installation,customer,window\na-1,acme,-\n")
        #expect(merged.problems?.description.contains("column \"window\"") == true)
    }
}
