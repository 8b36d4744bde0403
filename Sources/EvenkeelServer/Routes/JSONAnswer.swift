import EvenkeelAPI
import Foundation
import HTTPTypes
import Hummingbird

/// Answers that are JSON.
enum JSONAnswer {
    /// A document, with an ETag; 304 without a body where the reader has it already (RFC 9110).
    static func document(
        _ document: some Encodable, for request: Request, status: HTTPResponse.Status = .ok
    ) throws -> Response {
        try bytes(try WireJSON.data(document), for: request, status: status)
    }

    /// A document that is JSON already.
    static func bytes(_ data: Data, for request: Request, status: HTTPResponse.Status = .ok) throws -> Response {
        var headers: HTTPFields = [.contentType: "application/json"]
        if request.method == .get || request.method == .head {
            let tag = ETag.of(data)
            headers[.eTag] = tag
            if ETag.matches(request.headers[.ifNoneMatch], tag) {
                return Response(status: .notModified, headers: headers)
            }
        }
        return Response(status: status, headers: headers, body: ResponseBody(byteBuffer: ByteBuffer(bytes: data)))
    }

    static func problem(_ problem: Problem) throws -> Response {
        var headers: HTTPFields = [.contentType: "application/problem+json"]
        if problem.status == 401 { headers[.wwwAuthenticate] = "Bearer" }
        if problem.status == 503 { headers[.retryAfter] = "2" }
        if problem.status == 429 { headers[.retryAfter] = "3600" }
        return Response(
            status: .init(code: problem.status), headers: headers,
            body: ResponseBody(byteBuffer: ByteBuffer(bytes: try WireJSON.data(problem))))
    }
}
