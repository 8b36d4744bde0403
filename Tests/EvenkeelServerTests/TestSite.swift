import EvenkeelAPI
import EvenkeelDomain
import EvenkeelLedger
import EvenkeelSimulator
import Foundation
import HTTPTypes
import Hummingbird
import HummingbirdTesting
import Synchronization
import Testing

@testable import EvenkeelServer

/// A server over a store in memory and a clock that is set by hand, with the fleet, contacts, tokens and one component
/// of the examples below: twelve sites of six customers, every second one with fax.
final class TestSite: Sendable {
    struct BadPolicy: Error, CustomStringConvertible {
        let description = "policy.yaml:3:1: selct: unknown key; did you mean select?"
    }

    static let start = Timestamp(milliseconds: 1_780_300_800_000)  // 2026-06-01T08:00:00Z, a Monday
    static let admin = "evk_admin-token-of-the-tests"
    static let reader = "evk_reader-token-of-the-tests"
    static let reporter = "evk_reporter-token-of-the-tests"
    static let revoked = "evk_revoked-token-of-the-tests"

    let store = MemoryStore()
    let operations: Operations
    let courier: Courier
    let context: ServerContext
    private let application: Application<RouterResponder<ServerRequestContext>>
    private let clock: SetClock
    let wakes: Counter

    final class SetClock: Sendable {
        private let value = Mutex(TestSite.start)
        var now: Timestamp {
            get { value.withLock { $0 } }
            set { value.withLock { $0 = newValue } }
        }
    }

    final class Counter: Sendable {
        private let value = Mutex(0)
        var count: Int { value.withLock { $0 } }
        func up() { value.withLock { $0 += 1 } }
    }

    private struct SilentChannel: Channel {
        let name = "email"
        func send(_ message: OutgoingMessage) async throws(SendError) {}
    }

    init(
        drillAddresses: [String] = [], policy: Policy = TestSite.policy, rota: Rota? = nil, endpoints: [Endpoint] = []
    ) async throws {
        let clock = SetClock()
        let wakes = Counter()
        self.clock = clock
        self.wakes = wakes
        var settings = Settings(organisation: "Northwind", baseURL: "http://localhost")
        settings.sender = EmailAddress("care@northwind.example")
        settings.drillAddresses = drillAddresses.compactMap { EmailAddress($0) }
        if let rota { settings.rota = rota }
        settings.endpoints = endpoints
        let ledger = try await Ledger.open(store: store, settings: settings)
        operations = Operations(ledger: ledger, store: store)
        let composer = MessageComposer(
            settings: settings, catalog: .bare, mailDomain: "northwind.example", zones: { _ in nil })
        courier = Courier(
            operations: operations, composer: composer, channel: SilentChannel(), allowed: [], holder: "tests",
            log: MemoryWireLog(), clock: { clock.now })
        let store = store
        context = ServerContext(
            operations: operations, courier: courier, clock: { clock.now },
            readPolicy: { text, _ in
                guard text.contains("rollout: pbx-5.2") else { throw BadPolicy() }
                return policy
            },
            readFleet: { bytes, _ in
                guard bytes.starts(with: Array("installation".utf8)) else { throw BadPolicy() }
                return TestSite.fleet
            },
            readContacts: { _, _ in [] },
            writeFleet: { fleet in "installation\n" + fleet.installations.map(\.id.text).joined(separator: "\n") },
            writeHistory: { records in "installation\n" + records.keys.sorted().map(\.text).joined(separator: "\n") },
            verifyJournal: {
                JournalCheckDocument(ok: true, entries: try await store.head().position, head: "")
            }, exportJournal: { write in try await write("{\"position\":1}\n") }, zones: { _ in nil },
            wake: { wakes.up() }, siteName: "Northwind Status")
        application = Application(router: try await EvenkeelServer.router(context: context))
        try await fill()
    }

    var now: Timestamp {
        get { clock.now }
        set { clock.now = newValue }
    }

    private func fill() async throws {
        func token(_ name: String, _ scope: TokenRow.Scope, _ secret: String) -> TokenRow {
            TokenRow(name: name, scope: scope, secretHash: Secret.hash(secret), createdAt: Self.start)
        }
        var old = token("old", .admin, Self.revoked)
        old.revokedAt = Self.start
        try await store.change([
            .putCustomers(Array(Self.fleet.customers.values)), .putContacts(Self.contacts),
            .putInstallations(Self.fleet.installations), .putToken(token("root", .admin, Self.admin)),
            .putToken(token("eyes", .read, Self.reader)), .putToken(token("agent", .outcomes, Self.reporter)),
            .putToken(old),
        ])
        for component in [Component(id: "telephony", name: "Telephony"), Component(id: "fax", name: "Fax <beta>")] {
            try await operations.perform(
                .declareComponent(component), id: CommandID("component/\(component.id)"), by: "root", at: Self.start)
        }
    }

    static let fleet: Fleet = {
        let sites = (1...12).map { number in
            var site = Installation(
                id: ID("site-\(number < 10 ? "0" : "")\(number)"), customer: ID("customer-\((number + 1) / 2)"))
            site.product = "pbx"
            site.version = Version("5.1.0")
            site.features = number % 2 == 0 ? ["fax", "voicemail"] : ["voicemail", "queue"]
            site.seats = 10
            return site
        }
        let customers = (1...6).map { Customer(id: ID("customer-\($0)"), name: "Acme Clinic \($0)") }
        return Fleet(installations: sites, customers: customers)
    }()

    static let contacts: [Contact] = (1...6).compactMap { number in
        EmailAddress("person\(number)@acme\(number).example").map {
            Contact(
                id: ID("customer-\(number)/\($0)"), customer: ID("customer-\(number)"), name: "Pat \(number)", email: $0
            )
        }
    }

    static let policy: Policy = {
        let release = Release(
            product: "pbx", version: Version("5.2.0") ?? TestSite.none, touches: ["fax"],
            texts: ["en": ReleaseText(summary: "s", downtime: "d", whatYouDo: "w", whatToTest: "t", wayBack: "b")])
        return Policy(
            rollout: "pbx-5.2", release: release,
            waves: [
                WavePolicy(
                    name: "secret pilot", order: .coverage, limit: WaveLimit(installations: .count(4)),
                    soak: SoakPolicy(days: 2)),
                WavePolicy(name: "the rest", soak: SoakPolicy(days: 2)),
            ],
            verdict: VerdictPolicy(minSample: 1), notice: NoticePolicy(before: .days(1)))
    }()

    private static var none: Version { preconditionFailure("5.2.0 is a version") }
}

/// What came back, as text.
struct Answer {
    let status: Int
    let headers: HTTPFields
    let body: String

    subscript(_ name: String) -> String? { HTTPField.Name(name).flatMap { headers[$0] } }

    /// Empty where the body is no JSON object.
    var json: [String: Any] {
        do { return try JSONSerialization.jsonObject(with: Data(body.utf8)) as? [String: Any] ?? [:] } catch {
            return [:]
        }
    }

    var code: String? { json["code"] as? String }
}

extension TestSite {
    /// One request; with a token as a bearer, other headers as given.
    func send(
        _ method: HTTPRequest.Method, _ path: String, token: String? = nil, body: String? = nil, type: String? = nil,
        headers: [String: String] = [:]
    ) async throws -> Answer {
        var fields: HTTPFields = [:]
        if let token { fields[.authorization] = "Bearer \(token)" }
        if let type { fields[.contentType] = type }
        for (name, value) in headers { if let field = HTTPField.Name(name) { fields[field] = value } }
        let (sent, bytes) = (fields, body.map { ByteBuffer(string: $0) })
        return try await application.test(.router) { client in
            try await client.execute(uri: path, method: method, headers: sent, body: bytes) { response in
                Answer(status: response.status.code, headers: response.headers, body: String(buffer: response.body))
            }
        }
    }

    func get(_ path: String, token: String? = TestSite.admin, headers: [String: String] = [:]) async throws -> Answer {
        try await send(.get, path, token: token, headers: headers)
    }

    /// A JSON body as its text stands.
    func post(
        _ path: String, _ body: String = "", token: String? = TestSite.admin, headers: [String: String] = [:]
    ) async throws -> Answer {
        try await send(.post, path, token: token, body: body, type: "application/json", headers: headers)
    }

    /// Logs in and returns the cookie and the CSRF token of the console's forms.
    func logIn() async throws -> (cookie: String, csrf: String) {
        let answer = try await send(
            .post, "/login", body: "token=\(Self.admin)", type: "application/x-www-form-urlencoded")
        let cookie = String((answer["Set-Cookie"] ?? "").split(separator: ";").first ?? "")
        let page = try await send(.get, "/console", headers: ["Cookie": cookie])
        let csrf = page.body.firstMatch(of: /name="csrf" value="([^"]+)"/).map { String($0.1) } ?? ""
        return (cookie, csrf)
    }

    func form(_ path: String, _ body: String, cookie: String, headers: [String: String] = [:]) async throws -> Answer {
        try await send(
            .post, path, body: body, type: "application/x-www-form-urlencoded",
            headers: headers.merging(["Cookie": cookie]) { first, _ in first })
    }

    /// Plans, approves and starts the rollout of the tests.
    func startRollout() async throws {
        _ = try await send(
            .post, "/api/v1/rollouts", token: Self.admin, body: "rollout: pbx-5.2\n", type: "application/yaml")
        _ = try await post("/api/v1/rollouts/pbx-5.2/approve")
        _ = try await post("/api/v1/rollouts/pbx-5.2/start")
    }

    /// Owns an incident and returns its id.
    func own(_ body: String) async throws -> String {
        let answer = try await post("/api/v1/incidents", body)
        return try #require(answer.json["id"] as? String, "\(answer.body)")
    }
}

extension TestSite {
    /// A halt's suspicion that nobody has confirmed, as the ledger drafts it.
    func suspect(_ id: IncidentID) async throws {
        let events = """
            {"incident":"\(id)","title":"Fax errors rise","impact":"major","components":["fax"],"visibility":"audience",\
            "began":\(now.milliseconds),"signal":{"source":"probe","at":\(now.milliseconds)},"concerns":"feature==fax"}
            """
        let suspected = try JSONDecoder().decode(IncidentSuspected.self, from: Data(events.utf8))
        try await operations.perform(.suspectIncident(suspected), id: CommandID("suspect/\(id)"), by: "root", at: now)
    }
}

extension Links {
    /// The addresses that one message offers.
    func links(of delivery: Delivery, for contact: Contact) async throws(Failure) -> MessageLinks {
        try await links(of: [(delivery, contact)])[0]
    }
}
