import EvenkeelDomain
import Foundation
import Testing

@testable import EvenkeelFiles

/// The fast reader is held against the careful one: the same fleet, or the same problems in the same lines.
@Suite("A fleet read as columns")
struct FleetImageReadingTests {
    /// What a reader made of some bytes, in a form that can be compared.
    private enum Outcome: Equatable {
        case read(FleetImage, [CustomerID: [Contact]], skipped: FileProblems?)
        case refused(FileProblems)
    }

    private func carefully(_ bytes: [UInt8], _ name: String, _ options: FleetFile.Options) -> Outcome {
        do throws(FileProblems) {
            let reading = try FleetFile.read(bytes: bytes, named: name, options: options)
            return .read(FleetImage(reading.fleet), reading.fleet.contacts, skipped: reading.skipped)
        } catch { return .refused(error) }
    }

    private func fast(_ bytes: [UInt8], _ name: String, _ options: FleetFile.Options, pieces: Int) -> Outcome {
        do throws(FileProblems) {
            let reading = try FleetFile.readImage(bytes: bytes, named: name, options: options, pieces: pieces)
            return .read(reading.image, reading.contacts, skipped: reading.skipped)
        } catch { return .refused(error) }
    }

    /// True where both agree.
    private func agree(
        _ bytes: [UInt8], _ options: FleetFile.Options = .init(), pieces: Int, named name: String = "f.csv"
    ) -> Bool {
        carefully(bytes, name, options) == fast(bytes, name, options, pieces: pieces)
    }

    private static let header = "installation,customer,customer_name,features,environment,seats,friendly,after,contact"

    @Test(
        "every way of writing a table",
        arguments: [
            "",
            "\n",
            "installation,customer",
            "installation,customer\n",
            "installation,customer\na,x",
            "installation,customer\r\na,x\r\n\r\n\nb,y\r\n",
            "installation,customer\na,x\n\n\n",
            "\u{FEFF}installation,customer\na,x\n",
            "installation,customer\n a , x \n\" b \",\"y\"\n",
            "installation,customer,region\na,x,\"one\ntwo\"\nb,y,\"\"\nc,z,\"say \"\"hello\"\"\"\n",
            "installation,customer,region\na,x,\"one\r\ntwo\nthree\"\nb,y,north\nc,z,\"a,b\"\n",
            "installation,customer,region\na,x,\"never closed\nb,y,north\n",
            "installation,customer,region\na,x,in\"side\nb,y,north\nc,z,\"south\" \n",
            "installation,customer,region\na,x\rb,y\nc,z,\r",
            "installation,customer,region\na,x\nb,y,north,more\n,z,\nd,,\n",
            "installation,customer,region\na,x,-\nb,x,--\nc,x,\u{E9}\nd,x,e\u{301}\ne,x,\t\nf,x,\u{85}\n",
            "installation,customer,nonsense\na,x,1\n",
            "installation,installation\na,b\n",
            "customer\nx\n",
            "ins\"tallation,customer\na,x\n",
            "installation,customer\na,x\nb,\u{0}\nc,x y\n-,x\n.a,x\n",
        ])
    func forms(text: String) {
        for pieces in [1, 2, 3, 7] {
            for skipBad in [false, true] {
                #expect(agree(Array(text.utf8), .init(skipBad: skipBad), pieces: pieces), "\(pieces) pieces")
            }
        }
    }

    @Test(
        "every kind of cell, good and bad",
        arguments: [
            (
                "features",
                [
                    "", "-", "a", "a;b", "a;a", "a; b ;c", ";a", "a;", "a;-", "-;a", "a=b", "a;;b", "é;b", "a;\u{301}b",
                    "\u{600};b", "a; \u{301}b", "\u{7f}",
                ]
            ),
            (
                "environment",
                [
                    "", "-", "a=b", "a=b;c=d", "a=b;a=c", "a=b;a=b", "a", "=b", "a=", "a=b=c", "a=b;", "é=è;b=c",
                    "a=\u{301}b", "-;a=b", " a = b ; c = d ", "a=-",
                ]
            ),
            (
                "seats",
                [
                    "", "0", "007", "100000000", "100000001", "1000000000", "99999999999999999999", "-", "-1", "1.5",
                    "many", "٣",
                ]
            ),
            (
                "complexity",
                [
                    "", "0", "1", "0.5", ".5", "5.", ".", "0.123456789012345", "0.1234567890123456789", "50%", "50%%",
                    "1.0000001", "1e-3", "nan", "-", "-0", "0..5", "00.50", "0,5",
                ]
            ),
            ("friendly", ["", "yes", "NO", "0.7", "70%", "maybe", "-", "1."]),
            ("feedback", ["", "0.25", "2", "x"]),
            ("version", ["", "5.2", "5.2.0", "5.2.0-rc.1", "v5", "-", "5..2"]),
            ("criticality", ["", "low", "revenue", "Low", "-"]),
            ("workweek", ["", "mon-fri", "sun-thu", "mon;wed", "day", "-"]),
            ("wants", ["", "-", "A-1;A-2", "A-1;;", "é"]),
            ("tags", ["", "-", "a;b", "b;a"]),
            ("country", ["", "IT", "UK", "-"]),
            ("timezone", ["", "Europe/Rome", "Rome", "GMT+3"]),
            ("locale", ["", "it", "pt-BR", "pt_BR"]),
            ("customer_name", ["", "-", "Acme", "A\u{0}"]),
            ("external_id", ["", "-", "4711", "\u{1b}", "x y"]),
            ("moves_with", ["", "-", "cell-1"]),
            ("window", ["", "-", "RRULE:FREQ=WEEKLY"]),
            ("pinned_until", ["", "-", "2027-01-31", "2027-02-30", "31.1.2027"]),
            ("support_ends", ["", "-", "0001-01-01", "9999-12-31", "soon"]),
            ("contract_due", ["", "-", "2027-01-31", "2027-1-31"]),
            ("after", ["", "-", "s0", "s1", "nobody", "s 0"]),
            ("contact", ["", "-", "a@x.example", "a@x.example;b@x.example", "a@x", "a@x.example;"]),
        ] as [(String, [String])])
    func cells(column: String, values: [String]) {
        let rows = values.enumerated().map { "s\($0.offset),c\($0.offset % 3),\($0.element)\n" }
        let all = "installation,customer,\(column)\n" + rows.joined() + rows.joined().replacing("\ns", with: "\nt")
        for pieces in [1, 4] {
            #expect(agree(Array(all.utf8), pieces: pieces))
            #expect(agree(Array(all.utf8), .init(skipBad: true), pieces: pieces))
        }
        // Alone, so that a value is seen to be good or bad by itself.
        for (value, row) in zip(values, rows) {
            #expect(agree(Array("installation,customer,\(column)\n\(row)".utf8), pieces: 1), "\(value)")
        }
    }

    @Test("extra columns and other names for columns")
    func extraAndMap() {
        let text = """
            site,customer,environment,platform,db,region
            a,x,db=pg,debian,,north
            b,x,,-,,
            c,x,-,,,
            d,x,db=pg,debian,mysql,
            e,x,db=pg;os=a,x;y,,
            f,y,,,é,
            """
        for extra in [false, true] {
            for map in [[:], ["site": "installation"], ["site": "nothing"]] {
                for skipBad in [false, true] {
                    let options = FleetFile.Options(map: map, extraAsEnvironment: extra, skipBad: skipBad)
                    for pieces in [1, 3] { #expect(agree(Array(text.utf8), options, pieces: pieces)) }
                }
            }
        }
    }

    @Test(
        "the example fleets in every format, and in many pieces",
        arguments: try Examples.names(ending: ".csv").filter { $0.contains("fleet") })
    func examples(name: String) throws {
        let csv = try Examples.text(name)
        for pieces in [1, 2, 5, 50, 1000] { #expect(agree(Array(csv.utf8), pieces: pieces)) }
        let fleet = try FleetFile.read(text: csv, named: "f.csv").fleet
        let image = try FleetFile.readImage(path: Examples.path(name)).image
        #expect(image == FleetImage(fleet))
        #expect(image.count == fleet.installations.count)
    }

    @Test("TSV and JSON Lines")
    func otherFormats() {
        let tsv = "installation\tcustomer\tregion\na\tx\tone,two\nb\tx\t\"three\tfour\"\n"
        #expect(agree(Array(tsv.utf8), pieces: 2, named: "f.tsv"))
        let json = #"{"installation": "a", "customer": "x", "contact": ["a@x.example"], "contract_due": "2027-03-31"}"#
        #expect(agree(Array(json.utf8), pieces: 2, named: "f.jsonl"))
        #expect(agree(Array((json + "\n" + json).utf8), .init(skipBad: true), pieces: 2, named: "f.jsonl"))
    }

    @Test("`contract_due` is read and written like `support_ends`")
    func contractDue() throws {
        let text = "installation,customer,contract_due\na,x,2027-03-31\nb,x,\nc,x,-\n"
        let fleet = try FleetFile.read(text: text, named: "f.csv").fleet
        #expect(fleet.installations.map(\.contractDue) == [CivilDate("2027-03-31"), nil, nil])
        #expect(try FleetFile.read(text: FleetFile.csv(fleet), named: "f.csv").fleet == fleet)
    }

    /// Rows that repeat ids, contradict one another, wait for one another and are wrong in themselves, in such numbers
    /// that most are only counted.
    @Test("rows that do not go together")
    func contradictions() {
        let seed = UInt64.random(in: 0..<1_000_000)
        print("contradicting rows, seed \(seed)")
        var random = SeededRandom(seed: seed)
        func number(_ limit: Int) -> Int { Int.random(in: 0..<limit, using: &random) }
        for round in 0..<300 {
            let sites = 1 + number(round % 10 == 0 ? 300 : 12)
            let wrong = 1 + number(40)
            var text = Self.header + "\n"
            for site in 0..<sites {
                let id = number(wrong) == 0 ? "s\(number(sites))" : "s\(site)"
                let customer = number(4)
                let name = number(3) == 0 ? "" : number(wrong) == 0 ? "Other" : "Name \(customer)"
                let after = number(3) > 0 ? "" : "s\(number(sites + (number(wrong) == 0 ? 3 : 0)))"
                let seats = number(wrong) == 0 ? "?" : "\(number(50))"
                let features = ["", "-", "a;b", "\"a;\"\"b\"\"\"", "\"line\nend\"", "c"][number(wrong < 5 ? 6 : 3)]
                let contact = number(3) == 0 ? "it@c\(customer).example;\(id)@c.example" : ""
                text +=
                    "\(id),c\(customer),\(name),\(features),k=\(number(3)),\(seats),0.\(number(100)),\(after),\(contact)\n"
            }
            let options = FleetFile.Options(skipBad: number(2) == 0)
            #expect(agree(Array(text.utf8), options, pieces: 1 + number(6)), "seed \(seed), round \(round)")
        }
    }

    @Test("20,000 mutated files", .timeLimit(.minutes(5)))
    func garbage() throws {
        let seed = UInt64.random(in: 0..<1_000_000)
        print("garbage for the fleet as columns, seed \(seed)")
        var random = SeededRandom(seed: seed)
        let small =
            Self.header + """

                a,x,Acme,call-queue;fax,os=debian;db=pg,12,0.7,,it@x.example
                b,x,Acme,-,-,0,yes,a,-
                "c","y","Beta, ""B"" Ltd","fax
                t38",,1,,"b",
                d,y,,é;fax,k=é,7,70%,-,it@y.example;b@y.example

                """
        let example = try FleetFile.read(text: try Examples.text("fleet.csv"), named: "f.csv").fleet
        let whole = FleetFile.csv(
            Fleet(installations: Array(example.installations.prefix(3)), customers: Array(example.customers.values)))
        var refused = 0
        for round in 0..<20_000 {
            let bytes = Garbage.mutated(Array((round % 10 == 0 ? whole : small).utf8), &random)
            let options = FleetFile.Options(extraAsEnvironment: round % 3 == 0, skipBad: round % 2 == 0)
            let pieces = Int.random(in: 1...4, using: &random)
            let expected = carefully(bytes, "f.csv", options)
            if case .refused = expected { refused += 1 }
            let agrees = expected == fast(bytes, "f.csv", options, pieces: pieces)
            if !agrees {
                Issue.record(
                    "seed \(seed), round \(round), \(pieces) pieces: \(String(decoding: bytes, as: UTF8.self))")
                return
            }
        }
        #expect(refused > 2000 && refused < 18_000)
    }

    @Test("decimal numbers are those the standard library reads")
    func decimals() {
        let seed = UInt64.random(in: 0..<1_000_000)
        print("decimals, seed \(seed)")
        var random = SeededRandom(seed: seed)
        for _ in 0..<20_000 {
            let digits = (0..<Int.random(in: 1...20, using: &random)).map { _ in
                Character("\(Int.random(in: 0...9, using: &random))")
            }
            var text = String(digits)
            if digits.count > 1 {
                let point = Int.random(in: 1..<digits.count, using: &random)
                text.insert(".", at: text.index(text.startIndex, offsetBy: point))
            }
            let number = Array(text.utf8).withUnsafeBytes(PlainNumber.decimal)
            #expect(number?.bitPattern == Double(text)?.bitPattern, "\(text)")
        }
        for text in ["", ".", "1.", ".1", "1..2", "-1", "1e5", "1 ", "0x1", "+1", "1.2.3"] {
            #expect(Array(text.utf8).withUnsafeBytes(PlainNumber.decimal) == nil, "\(text)")
        }
    }

    @Test("cells are told apart by their bytes, however many there are")
    func cache() {
        var cache = CellCache()
        let cells = (0..<5000).map { Array("cell-\($0 * $0)".utf8) }
        let bytes = Array(cells.joined())
        bytes.withUnsafeBytes { bytes in
            var starts = [0]
            for cell in cells { starts.append(starts[starts.count - 1] + cell.count) }
            func cell(_ number: Int) -> UnsafeRawBufferPointer {
                UnsafeRawBufferPointer(rebasing: bytes[starts[number]..<starts[number + 1]])
            }
            for number in cells.indices {
                #expect(cache.code(of: cell(number), hash: CellCache.hash(cell(number))) == nil)
                cache.keep(UInt32(number), of: cell(number), hash: CellCache.hash(cell(number)))
            }
            for number in cells.indices {
                #expect(cache.code(of: cell(number), hash: CellCache.hash(cell(number))) == UInt32(number))
            }
            // The same hash, other bytes.
            #expect(cache.code(of: cell(1), hash: CellCache.hash(cell(2))) == nil)
        }
    }

    @Test("progress grows to the whole")
    func progress() throws {
        let rows = (0..<60_000).map { "site-\($0),customer-\($0 % 100),a;b;c\n" }.joined()
        let file = FileManager.default.temporaryDirectory.appending(path: "progress-\(UUID().uuidString).csv")
        try Data(("installation,customer,features\n" + rows).utf8).write(to: file)
        defer { do { try FileManager.default.removeItem(at: file) } catch { Issue.record(error) } }
        let shares = Shares()
        #expect(try FleetFile.readImage(path: file.path) { shares.add($0) }.image.count == 60_000)
        #expect(shares.all.sorted().last == 1)
        #expect(shares.all.allSatisfy { $0 > 0 && $0 <= 1 })
    }
}
