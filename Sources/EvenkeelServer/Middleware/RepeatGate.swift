import Crypto
import EvenkeelAPI
import EvenkeelLedger
import Foundation
import HTTPTypes
import Hummingbird

/// Lets an `Idempotency-Key` stand for one request of its sender: method, address and body. The same again is a repeat,
/// and is answered as one; anything else under that key would be taken for one, answered with the first result, and
/// done by nobody, so it is refused.
struct RepeatGate: RouterMiddleware {
    let store: any Store

    func handle(
        _ request: Request, context: ServerRequestContext,
        next: (Request, ServerRequestContext) async throws -> Response
    ) async throws -> Response {
        guard request.method != .get, request.method != .head, let key = try request.repeatKey() else {
            return try await next(request, context)
        }
        // Each route has a limit of its own; the largest is that of a fleet.
        let body = try await request.bytes(limit: FleetRoutes.importLimitBytes)
        var hash = SHA256()
        hash.update(data: Data("\(request.method.rawValue) \(request.head.path ?? "")\n".utf8))
        hash.update(data: body)
        let fingerprint = Secret.hex(Array(hash.finalize()))
        let name = "request/\(context.principal?.name ?? "")/\(key)"
        guard try await store.deploymentKey(name, candidate: fingerprint) == fingerprint else {
            throw Sentences.keyOfAnotherRequest(key)
        }
        var request = request
        request.body = RequestBody(buffer: ByteBuffer(bytes: body))
        return try await next(request, context)
    }
}
