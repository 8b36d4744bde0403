import EvenkeelDomain
import EvenkeelLedger
import HTTPTypes
import Hummingbird

/// For load balancers: is the process alive, and can it decide.
struct HealthRoutes {
    let site: Site

    func add(to routes: some Routes) {
        routes.get("/healthz") { _, _ in Self.line("ok") }
        routes.get("/readyz") { _, _ in
            // The journal must answer; what exactly is wrong with it is not said to strangers.
            do {
                _ = try await site.store.head()
                return Self.line("ready")
            } catch { return Self.line("the database does not answer", status: .serviceUnavailable) }
        }
    }

    private static func line(_ text: String, status: HTTPResponse.Status = .ok) -> Response {
        Response(
            status: status, headers: [.contentType: "text/plain; charset=utf-8"],
            body: ResponseBody(byteBuffer: ByteBuffer(string: text + "\n")))
    }
}
