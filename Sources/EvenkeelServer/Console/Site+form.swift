import EvenkeelDomain
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

    /// The same of what the path names.
    func carryOut<Entity>(
        _ request: Request, _ asker: ServerRequestContext, then page: (ID<Entity>) -> String,
        _ command: (ID<Entity>, ConsoleForm) async throws -> Command
    ) async throws -> Response {
        let id = ID<Entity>(asker.part("id"))
        return try await carryOut(request, asker, then: page(id)) { form in try await command(id, form) }
    }
}
