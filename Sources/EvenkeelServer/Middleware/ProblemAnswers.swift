import EvenkeelAPI
import EvenkeelLedger
import HTTPTypes
import Hummingbird
import Logging

/// Turns whatever went wrong into an answer: problem details (RFC 9457) below `/api` and `/hooks`,
/// a page elsewhere. What is not meant for
/// people goes to the log and nowhere else.
struct ProblemAnswers: RouterMiddleware {
    let pages: Templates
    let siteName: String

    func handle(
        _ request: Request, context: ServerRequestContext,
        next: (Request, ServerRequestContext) async throws -> Response
    ) async throws -> Response {
        do { return try await next(request, context) } catch {
            let problem = Self.problem(error)
            if problem.status >= 500 {
                context.logger.error("request failed", metadata: ["error": .string("\(error)")])
            }
            if Self.isForPrograms(request.uri.path) { return try JSONAnswer.problem(problem) }
            if problem.status == 401, request.method == .get {
                return Response(status: .seeOther, headers: [.location: "/login"])
            }
            let shown = Self.guest(at: request.uri.path).map { Sentences.problem(problem, for: $0) } ?? problem
            let html = try pages.render(ErrorModel(shown, siteName: siteName, path: request.uri.path))
            return HTMLAnswer.page(html, status: .init(code: problem.status))
        }
    }

    /// Where programs ask and report, which log what they are answered.
    private static func isForPrograms(_ path: String) -> Bool { path.hasPrefix("/api/") || path.hasPrefix("/hooks/") }

    /// Customers and technicians have pages of their own, and do what these say.
    private static func guest(at path: String) -> Sentences.Guest? {
        if path.hasPrefix("/c/") { return .customer }
        return path.hasPrefix("/t/") ? .technician : nil
    }

    static func problem(_ error: any Error) -> Problem {
        switch error {
        case let problem as Problem: return problem
        case let error as OperationError: return Sentences.problem(error)
        case let failure as Failure: return Sentences.problem(failure)
        case let error as any HTTPResponseError:
            switch error.status {
            case .notFound: return Sentences.notFound
            case .contentTooLarge: return Sentences.tooLarge(limitBytes: StrictJSON.sizeLimitBytes)
            default:
                return error.status.code < 500
                    ? Sentences.badRequest(status: error.status.code) : Sentences.internalError
            }
        default: return Sentences.internalError
        }
    }
}
