import EvenkeelLedger
import Hummingbird

extension Site {
    /// Carries out the command that a form of the console asks for, and goes on to the page that shows what it did. The
    /// same form sent twice is carried out once.
    func carryOut(
        _ request: Request, _ asker: ServerRequestContext, then page: String,
        _ command: (ConsoleForm) async throws -> Command
    ) async throws -> Response {
        let form = try await ConsoleForm(request, asker)
        try await operations.perform(try await command(form), id: form.command, by: asker.actor, at: now)
        context.wake()
        return HTMLAnswer.redirect(to: page)
    }
}
