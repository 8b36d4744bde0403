import EvenkeelDomain
import Testing

@Suite("What in a text is none of the customers' business")
struct LeakGuardTests {
    private let leaks = LeakGuard(
        customers: ["Acme", "Acme Clinic", "Call", "Bolt 24", "MediaX", "Krankenhaus"],
        waves: ["most in need", "early"],
        suppliers: ["Telco", "Big Cloud"], hostEndings: [".acme.net"])

    @Test(
        "flagged and not flagged",
        arguments: [
            // Short and plain names are words of every day; long or marked ones are names.
            ("Calls fail, call us.", []), ("We call acme again.", []),
            ("At Acme Clinic it works.", ["customer Acme Clinic"]),
            ("KRANKENHAUS and mediax", ["customer KRANKENHAUS", "customer mediax"]),
            ("Krankenhausbetten are fine.", []), ("Acme, Clinic", []), ("Bolt-24 is back", ["customer Bolt-24"]),
            // A supplier is flagged however short its name is.
            ("telco has a fault at Big Cloud.", ["supplier telco", "supplier Big Cloud"]),
            (
                "db7.internal and 10.1.2.3 and pbx.acme.net.",
                ["host db7.internal", "host 10.1.2.3", "host pbx.acme.net"]
            ),
            ("db-3 is down, as are prod-web-12 and srv07.", ["host db-3", "host prod-web-12", "host srv07"]),
            ("Fax over T-38, COVID-19, a 3-day soak, pbx-5, web, host names, db", []),
            ("8.8.8.8, version 5.2.0.1, acme.network", []), (".internal", []),
            ("those most in need, early", ["wave most in need"]), ("Wave 3 of the rollout", ["wave Wave 3"]),
            ("a score 7, rank 2, the sound wave", ["score score 7", "order rank 2"]), ("", []),
        ] as [(String, [String])])
    func findings(_ text: String, expected: [String]) {
        #expect(leaks.findings(in: text).map { "\($0.kind.rawValue) \($0.text)" } == expected)
    }

    @Test("a word that may be a site's name is read whole")
    func names() {
        #expect(
            LeakGuard.names(in: "cohen-haifa is down, beta_2. So: a.b") == [
                "cohen-haifa", "is", "down", "beta_2", "So", "a.b",
            ])
    }

    @Test("each is named once")
    func once() { #expect(leaks.findings(in: "Telco, TELCO and Telco").count == 2, "as it stands in the text") }
}
