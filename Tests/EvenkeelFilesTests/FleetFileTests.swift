import EvenkeelDomain
import EvenkeelFiles
import Foundation
import Testing

@Suite struct FleetFileTests {
    /// Reads a fleet of the columns given; what is wrong comes back as the lines a person would see.
    private func problems(
        _ text: String, named name: String = "fleet.csv", options: FleetFile.Options = .init()
    ) -> [String] {
        do throws(FileProblems) {
            _ = try FleetFile.read(text: text, named: name, options: options)
            return []
        } catch {
            return error.problems.map(\.description)
        }
    }

    @Test("the example fleets load and survive writing and reading", arguments: ["fleet.csv", "fleet-400.csv"])
    func examples(name: String) throws {
        let fleet = try FleetFile.read(path: Examples.path(name)).fleet
        #expect(fleet.installations.count >= 200)
        #expect(fleet.installations.contains { $0.criticality == .revenue })
        #expect(fleet.installations.contains { $0.workweek == .sundayToThursday })
        #expect(!fleet.contacts.isEmpty)
        let again = try FleetFile.read(text: FleetFile.csv(fleet), named: name).fleet
        #expect(again == fleet)
    }

    @Test("unknown, none and known are three things, and all survive writing and reading")
    func cells() throws {
        let text = """
            installation,customer,customer_name,product,version,features,environment,complexity,friendly,feedback,criticality,seats,wants,region,country,timezone,locale,workweek,service_hours,window,contact,account_manager,team,external_id,executor,probe,pinned_until,support_ends,after,moves_with,tags
            hq,acme,"Acme, ""The"" Ltd",pbx,5.1.0,fax; call-queue ,db=sqlite;platform=a=b,0.3,yes,70%,revenue,40,FAX-9,north,IT,Europe/Rome,it,sun-thu,24h,FREQ=WEEKLY;BYDAY=TU,a@acme.example;b@acme.example,jo,south,CRM-1,ssh,ping,2027-01-01,2028-12-31,-,cell-1,vip
            none,acme,,pbx,5.1.0,-,-,0,no,0.00001,low,0,-,-,IT,Europe/Rome,it,mon;wed,-,-,-,-,-,-,-,-,-,-,hq,-,-
            bare,solo,,,,,,,,,,,,,,,,,,,,,,,,,,,,,

            """
        let fleet = try FleetFile.read(text: text, named: "f.csv").fleet
        let hq = try #require(fleet["hq"])
        #expect(hq.features == ["fax", "call-queue"])
        #expect(hq.environment == ["db": "sqlite", "platform": "a=b"])
        #expect(hq.friendly == .one)
        #expect(hq.feedback?.value == 0.7)
        #expect(hq.workweek == .sundayToThursday)
        #expect(hq.movesWith == "cell-1")
        #expect(fleet.customers["acme"]?.name == "Acme, \"The\" Ltd")
        #expect(fleet.customers["acme"]?.timezone == "Europe/Rome")
        #expect(fleet.customers["acme"]?.criticality == .revenue)
        #expect(fleet.contacts["acme"]?.map(\.id) == ["acme/a@acme.example", "acme/b@acme.example"])
        let none = try #require(fleet["none"])
        #expect(none.features == [] && none.environment == [:] && none.wants == [] && none.tags == [])
        #expect(none.seats == 0 && none.friendly == .zero && none.team == "" && none.after == "hq")
        let bare = try #require(fleet["bare"])
        #expect(bare.features == nil && bare.environment == nil && bare.seats == nil && bare.team == nil)
        #expect(fleet.customers["solo"]?.name == "solo")
        #expect(try FleetFile.read(text: FleetFile.csv(fleet), named: "f.csv").fleet == fleet)
        // None is an answer, unknown is not.
        let predicate = try Predicate(parsing: "team==south")
        #expect(predicate.evaluate(SiteFacts(none, customer: nil)) == .no)
        #expect(predicate.evaluate(SiteFacts(bare, customer: nil)) == .maybe)
    }

    @Test(
        "a bad cell is named with line, column, value, what was expected and a hint",
        arguments: [
            ("seats", "many", #"seats "many": expected a whole number of seats, 0 or more."#),
            ("seats", "-1", #"seats "-1": expected a whole number of seats, 0 or more."#),
            (
                "seats", "-",
                #"seats "-": expected a whole number of seats, 0 or more. Hint: write 0, or leave the cell empty"#
            ),
            ("version", "v5.1", #"version "v5.1": expected a version such as 5.2.0. Hint: leave out the "v""#),
            (
                "version", "-",
                #"version "-": expected a version such as 5.2.0. Hint: leave the cell empty if it is not known"#
            ),
            ("friendly", "maybe", #"friendly "maybe": expected a number from 0 to 1, yes or no."#),
            ("complexity", "1.5", #"complexity "1.5": expected a number from 0 to 1 such as 0.7."#),
            (
                "criticality", "hihg",
                #"criticality "hihg": expected one of low, normal, high, revenue. Hint: did you mean high?"#
            ),
            (
                "timezone", "Europe/Roma",
                #"timezone "Europe/Roma": expected an IANA time zone such as Europe/Rome. Hint: did you mean Europe/Rome?"#
            ),
            (
                "timezone", "rome",
                #"timezone "rome": expected an IANA time zone such as Europe/Rome. Hint: did you mean Europe/Rome?"#
            ),
            ("timezone", "GMT+3", #"timezone "GMT+3": expected an IANA time zone such as Europe/Rome."#),
            (
                "country", "UK",
                #"country "UK": expected a country code of two letters (ISO 3166) such as IT. Hint: the United Kingdom is GB"#
            ),
            (
                "country", "it",
                #"country "it": expected a country code of two letters (ISO 3166) such as IT. Hint: write IT"#
            ),
            (
                "locale", "pt_BR",
                #"locale "pt_BR": expected a language tag (BCP 47) such as en, it or pt-BR. Hint: write pt-BR"#
            ),
            (
                "workweek", "weekdays",
                #"workweek "weekdays": expected working days such as mon-fri, sun-thu or mon;tue;thu."#
            ),
            ("contact", "it@acme", #"contact "it@acme": expected an e-mail address such as it@acme.example."#),
            ("pinned_until", "2026-02-29", #"pinned_until "2026-02-29": expected a date such as 2026-12-01."#),
            (
                "environment", "debian",
                #"environment "debian": expected attributes as key=value, separated by ";". Hint: for example platform=debian-12;db=postgres"#
            ),
            ("environment", "a=1;a=2", #"environment "a=2": expected each attribute once. Hint: it is 1 already"#),
            ("features", "fax;;t38", #"features "fax;;t38": expected a list separated by ";" without empty items."#),
            ("features", "a=b", #"features "a=b": expected a feature name without "=", such as call-queue."#),
            (
                "customer_name", "Acme\u{7}Ltd",
                "customer_name \"Acme\u{FFFD}Ltd\": expected text on one line, at most 500 characters."
            ),
            (
                "customer_name", "Acme\u{202E}gnp.exe",
                "customer_name \"Acme\u{FFFD}gnp.exe\": expected text on one line, at most 500 characters. Hint: it holds a "
                    + "mark that turns the direction of reading, which makes it read as another text; take it out"
            ),
            (
                "after", "hqq",
                #"after "hqq": expected the id of another installation of this file. Hint: did you mean hq?"#
            ),
            ("after", "site", #"after "site": expected no circle. Hint: these installations wait for one another"#),
        ])
    func badCell(column: String, value: String, sentence: String) {
        let text = "installation,customer,\(column)\nhq,acme,\nsite,acme,\"\(value)\"\n"
        #expect(problems(text) == ["fleet.csv:3:3: " + sentence])
    }

    @Test("a file with a header and no row is refused, as a fleet and as an image", arguments: ["", "\n"])
    func noRows(rest: String) throws {
        let text = "installation,customer" + rest
        let expected = "expected at least one row"
        #expect(problems(text).first?.contains(expected) == true, "\(problems(text))")
        let file = FileManager.default.temporaryDirectory.appendingPathComponent("\(UUID().uuidString).csv")
        try Data(text.utf8).write(to: file)
        #expect {
            _ = try FleetFile.readImage(path: file.path)
        } throws: { "\($0)".contains(expected) }
        try FileManager.default.removeItem(at: file)
    }

    @Test("no id is proposed without the character that nobody sees", arguments: ["a\u{0}b", "a\u{200B}b"])
    func unseen(id: String) throws {
        let found = problems("installation,customer\n\(id),acme\n")
        #expect(
            found.first?.hasSuffix("Hint: it holds a character that cannot be seen; type it again") == true, "\(found)")
    }

    @Test("ids are those a command may be given, with the nearest plain one as a hint")
    func ids() {
        #expect(
            problems("installation,customer\nAcme HQ,acme\n,acme\n") == [
                #"fleet.csv:2:1: installation "Acme HQ": expected an installation id: letters, digits, ".", "_" and "-", beginning with a letter or a digit. Hint: write acme-hq"#,
                #"fleet.csv:3:1: installation "": expected an installation id: letters, digits, ".", "_" and "-", beginning with a letter or a digit."#,
            ])
    }

    @Test("rows that contradict one another are refused")
    func contradictions() {
        let text = """
            installation,customer,customer_name,after
            a,acme,Acme,b
            b,acme,Acme Ltd,
            a,acme,,
            c,acme,,d
            d,acme,,c
            e,acme,Acme,

            """
        #expect(
            problems(text) == [
                #"fleet.csv:2:4: after "b": expected the id of another installation of this file. Hint: the row of b has a problem of its own"#,
                #"fleet.csv:3:3: customer_name "Acme Ltd": expected one name for customer acme. Hint: line 2 says "Acme""#,
                #"fleet.csv:4:1: installation "a": expected each installation once. Hint: it stands in line 2 too"#,
                #"fleet.csv:5:4: after "d": expected no circle. Hint: these installations wait for one another"#,
                #"fleet.csv:6:4: after "c": expected no circle. Hint: these installations wait for one another"#,
            ])
    }

    @Test("bad rows are left out only where that is asked for, and rows that wait for them go too")
    func skipBad() throws {
        let text = "installation,customer,seats,after\na,acme,many,\nb,acme,3,a\nc,acme,4,b\nd,acme,5,\n"
        let reading = try FleetFile.read(text: text, named: "f.csv", options: .init(skipBad: true))
        #expect(reading.fleet.installations.map(\.id) == ["d"])
        #expect(reading.skipped?.problems.map(\.line) == [2, 3, 4])
        #expect(throws: FileProblems.self) { try FleetFile.read(text: text, named: "f.csv") }
    }

    @Test("unknown columns are refused by name, mapped, or become attributes where asked")
    func columns() throws {
        let text = "installation,client,verison,os\nhq,acme,5.1,debian\n"
        let known = problems(text)
        #expect(known.count == 4)
        #expect(known.contains { $0.hasPrefix(#"fleet.csv:1:2: column "client": expected one of the known columns:"#) })
        #expect(
            known.contains {
                $0.hasPrefix(#"fleet.csv:1:3: column "verison""#) && $0.hasSuffix("did you mean version?")
            })
        #expect(known.contains { $0.contains(#"column "customer": expected this column in the header row"#) })
        let options = FleetFile.Options(map: ["client": "customer", "verison": "version"], extraAsEnvironment: true)
        let site = try #require(try FleetFile.read(text: text, named: "f.csv", options: options).fleet["hq"])
        #expect(site.customer == "acme" && site.version == Version("5.1") && site.environment == ["os": "debian"])
        #expect(
            problems(text, options: .init(map: ["client": "custmer"])) == [
                #"fleet.csv: map "client=custmer": expected a known column after the "=". Hint: did you mean customer?"#
            ])
        #expect(
            problems("installation,customer,seats,seats\n") == [
                #"fleet.csv:1:4: column "seats": expected each column once."#
            ])
        // Skipping bad rows does not make a wrong header right.
        #expect(problems(text, options: .init(skipBad: true)).count == 4)
    }

    @Test(
        "the form of RFC 4180 is kept to",
        arguments: [
            ("a,b\"c,3\n", #"f.csv:2:2: "b"c,3": expected a quote only at the beginning and the end of a field."#),
            ("a,\"b\"c,3\n", "f.csv:2:2: expected the end of the field after its closing quote."),
            ("a,\"b,3\nx,y,4\n", "f.csv:2:2: expected a closing quote for the one that opens this field."),
            ("a,b\rc,4\n", "f.csv:2:2: expected lines that end with LF or CRLF, found a lone CR."),
            ("a,b\n", #"f.csv:2:2: "b": expected 3 fields as in the header, found 2."#),
            ("a,b,3,4,5\n", #"f.csv:2:4: "5": expected 3 fields as in the header, found 5."#),
        ])
    func form(row: String, start: String) {
        let found = problems("installation,customer,seats\n" + row, named: "f.csv")
        #expect(found.count == 1)
        #expect(found.first?.hasPrefix(start) == true, "\(found)")
    }

    @Test("CRLF, a byte-order mark, empty lines, quoted line ends and a missing last line end are all CSV")
    func tolerated() throws {
        let text = "\u{FEFF}installation,customer,team\r\n\r\n\"a\",acme,\"\"\r\nb , acme,3"
        let fleet = try FleetFile.read(text: text, named: "F.CSV").fleet
        #expect(fleet.installations.map(\.id) == ["a", "b"])
        let two = problems("installation,customer,seats\n\"a\nb\",acme,1\nc,acme,x\n")
        #expect(two.map { String($0.prefix(14)) } == ["fleet.csv:2:1:", "fleet.csv:4:3:"])
    }

    @Test("tab-separated text and JSON Lines give the same fleet as CSV")
    func formats() throws {
        let csv =
            "installation,customer,seats,features,environment,friendly,tags\na,acme,3,fax;t38,db=x,1,-\nb,acme,,,,0.5,\n"
        let tsv = csv.replacing(",", with: "\t")
        let jsonl = """
            {"installation": "a", "customer": "acme", "seats": 3, "features": ["fax", "t38"], "environment": {"db": "x"}, "friendly": true, "tags": []}

            {"installation": "b", "customer": "acme", "seats": null, "friendly": 0.5}
            """
        let fleet = try FleetFile.read(text: csv, named: "f.csv").fleet
        #expect(try FleetFile.read(text: tsv, named: "f.tsv").fleet == fleet)
        #expect(try FleetFile.read(text: jsonl, named: "f.jsonl").fleet == fleet)
    }

    @Test(
        "JSON Lines are read strictly",
        arguments: [
            (#"{"installation": "a", "customer": "x", "customer": "y"}"#, "f.jsonl:1:40: expected each member once"),
            (#"{"installation": "a", "customer": "x", "sets": 1}"#, #"f.jsonl:1:40: column "sets": expected one of"#),
            (
                #"{"installation": "a", "customer": "x", "seats": "many"}"#,
                #"f.jsonl:1:49: seats "many": expected a whole"#
            ),
            (#"{"installation": "a"}"#, #"f.jsonl:1: customer "": expected a customer id"#),
            (#"{"installation": "a", "customer": "x"} x"#, "f.jsonl:1:40: expected one object on a line."),
            (#"{"installation": "a", "customer": "\q"}"#, "f.jsonl:1:38: expected an escape of JSON."),
            (
                #"{"installation": "a", "customer": "x", "seats": 0x10}"#,
                "f.jsonl:1:49: expected text in quotes, a number"
            ),
            (#"{"installation": "a", "customer": "\ud800"}"#, "f.jsonl:1:42: expected a surrogate pair."),
            (#"["a"]"#, #"f.jsonl:1:1: expected "{"."#),
        ])
    func jsonLines(line: String, start: String) {
        let found = problems(line, named: "f.jsonl")
        #expect(found.count == 1 && found.first?.hasPrefix(start) == true, "\(found)")
    }

    @Test("a file that is not there, not UTF-8 or of an unknown kind says so")
    func unreadable() {
        #expect(throws: FileProblems.self) { try FleetFile.read(path: Examples.path("absent.csv")) }
        #expect(
            problems("", named: "fleet.xlsx") == [
                "fleet.xlsx: expected a file name that ends in .csv, .tsv or .jsonl. Hint: the ending says how the table is written"
            ])
        do throws(FileProblems) {
            let header = Array("installation,customer\na,acme\n".utf8)
            _ = try FleetFile.read(bytes: header + [0x63, 0xE9, 0x2C], named: "latin1.csv")
            Issue.record("read Latin-1")
        } catch {
            #expect(error.problems.first?.line == 3)
            #expect(error.problems.first?.expected == "text in UTF-8")
        }
        #expect(
            problems("").first == "fleet.csv:1: expected a header row with the names of the columns, found nothing.")
    }

    @Test("fifty problems are listed and the others counted")
    func bounded() {
        let rows = (1...120).map { "site-\($0),acme,many\n" }.joined()
        do throws(FileProblems) {
            _ = try FleetFile.read(text: "installation,customer,seats\n" + rows, named: "f.csv")
            Issue.record("read bad rows")
        } catch {
            #expect(error.problems.count == 50)
            #expect(error.total == 120)
            #expect(error.description.hasSuffix("\nand 70 more problems"))
        }
    }

    @Test("the list of countries is that of ISO 3166")
    func countries() throws {
        let codes = (65...90).flatMap { a in (65...90).map { String(decoding: [UInt8(a), UInt8($0)], as: UTF8.self) } }
        let accepted = codes.filter { problems("installation,customer,country\na,acme,\($0)\n").isEmpty }
        #expect(accepted.count == 249)
    }

    @Test(
        "language tags have the shape of BCP 47",
        arguments: [
            ("en", true), ("pt-BR", true), ("zh-Hant-TW", true), ("es-419", true), ("sl-rozaj-1994", true),
            ("de-1996", true),
            ("en-u-ca-buddhist", true), ("ast", true), ("e", false), ("english-", false), ("en-", false), ("1n", false),
            ("en-u", false), ("en-GB-GB-GB", false), ("it-", false), ("--", false),
        ])
    func locales(tag: String, accepted: Bool) {
        #expect(problems("installation,customer,locale\na,acme,\(tag)\n").isEmpty == accepted)
    }
}
