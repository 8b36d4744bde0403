import EvenkeelDomain
import EvenkeelFiles
import Testing

@Suite struct ContactsFileTests {
    @Test("the example contacts belong to customers of an example fleet and survive writing and reading")
    func example() throws {
        let fleets = try Examples.names(ending: ".csv").filter { $0.hasPrefix("fleet") }
        let customers = try fleets.reduce(into: Set<CustomerID>()) { known, name in
            known.formUnion(try FleetFile.read(path: Examples.path(name)).fleet.customers.keys)
        }
        let contacts = try ContactsFile.read(path: Examples.path("contacts.csv"), customers: customers)
        #expect(contacts.count > 100)
        #expect(try ContactsFile.read(text: ContactsFile.csv(contacts), named: "c.csv") == contacts)
    }

    @Test("a contact takes the place of the bare address of the fleet")
    func adding() throws {
        let fleet = try FleetFile.read(
            text: "installation,customer,contact\na,acme,it@acme.example;x@acme.example\n", named: "f.csv"
        )
        .fleet
        let contacts = try ContactsFile.read(
            text: "customer,name,email,role\nacme,Ada,it@acme.example,outage\n", named: "c.csv", customers: ["acme"])
        let known = try #require(ContactsFile.adding(contacts, to: fleet).contacts["acme"])
        #expect(known.map(\.id) == ["acme/it@acme.example", "acme/x@acme.example"])
        #expect(known.first?.name == "Ada" && known.first?.role == .outage)
    }

    @Test("what is wrong is named")
    func problems() {
        let text = """
            customer,email,role,locale
            acme,it@acme.example,boss,en
            acmee,it@acme.example,both,en
            acme,,both,EN_us
            acme,ok@acme.example,both,
            acme,ok@acme.example,both,

            """
        do throws(FileProblems) {
            _ = try ContactsFile.read(text: text, named: "contacts.csv", customers: ["acme"])
            Issue.record("read bad contacts")
        } catch {
            #expect(
                error.problems.map(\.description) == [
                    #"contacts.csv:2:3: role "boss": expected one of planned, outage, both, escalation."#,
                    #"contacts.csv:3:1: customer "acmee": expected a customer of the fleet. Hint: did you mean acme?"#,
                    #"contacts.csv:4:2: email "": expected an e-mail address such as it@acme.example."#,
                    #"contacts.csv:4:4: locale "EN_us": expected a language tag (BCP 47) such as en, it or pt-BR. Hint: write EN-us"#,
                    #"contacts.csv:6:2: email "ok@acme.example": expected each address once for a customer."#,
                ])
        }
    }
}
