import EvenkeelDomain
import Foundation
import Testing

@Suite struct StateMachineTests {
    /// The page of the documentation that shows all of them.
    private static var page: String {
        func section<Machine: StateMachine>(_ name: String, _ sentence: String, _ machine: Machine.Type) -> String {
            "## \(name)\n\(sentence)\n\n\(machine.markdownTable())"
        }
        return [
            """
            # State machines

            Every life cycle of the domain, printed from the code by a test (`make golden` rewrites this page). Rows \
            are states, the initial one in bold; columns are steps; a cell is the state after the step. An empty cell \
            cannot happen.

            """,
            section(
                "Rollout", "`paused` is a person's wish, `halted` is the verdict's or a person's alarm.",
                RolloutState.self),
            section("Wave", "Without a passed gate the next wave stays `planned`.", WaveState.self),
            section(
                "Placement",
                "One installation's place in a rollout; `due` means that an executor may start it, `cancelling` that it "
                    + "was asked to stop.", PlacementState.self),
            section(
                "Install",
                "One started install. The first end stands; only a time-out, a loss or a withdrawal gives way to news "
                    + "that it was done after all.", InstallState.self),
            section("Notice", "What one customer is told about one planned change.", NoticeState.self),
            section("Appointment", "Somebody comes to a site; one that is over takes no more.", AppointmentState.self),
            section(
                "Maintenance", "That it is under way the clock tells; that it is done, a person.",
                MaintenanceStatus.self),
            section("Incident", "An incident as its owner tells it; back-steps are allowed.", IncidentStatus.self),
            section("Promise", "`superseded`: a later truth replaced it before it was due.", PromiseState.self),
            section(
                "Delivery", "One message to one recipient; it ends in exactly one of sent, merged or suppressed.",
                DeliveryState.self),
        ].joined(separator: "\n")
    }

    @Test("the tables of the documentation are those of the code")
    func golden() throws {
        let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().appending(path: "../../..").standardized
        let file = root.appending(path: "docs/reference/state-machines.md")
        if ProcessInfo.processInfo.environment["UPDATE_GOLDEN"] == "1" {
            try FileManager.default.createDirectory(
                at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
            try Self.page.write(to: file, atomically: true, encoding: .utf8)
        }
        let written = try String(contentsOf: file, encoding: .utf8)
        #expect(written == Self.page, "rewrite docs/reference/state-machines.md with UPDATE_GOLDEN=1")
    }

    @Test("every state can be reached, and exactly those that should be are final")
    func shape() {
        func check<Machine: StateMachine>(_ machine: Machine.Type, final: Set<Machine>) {
            var reached: Set<Machine> = [.initial]
            var open: [Machine] = [.initial]
            while let state = open.popLast() {
                for step in Machine.Step.allCases {
                    if let next = state.after(step), reached.insert(next).inserted { open.append(next) }
                }
            }
            #expect(reached == Set(Machine.allCases), "\(machine): not reached")
            #expect(Set(Machine.allCases.filter(\.isFinal)) == final, "\(machine): final")
        }
        check(RolloutState.self, final: [.aborted])
        check(WaveState.self, final: [])
        check(PlacementState.self, final: [])
        check(InstallState.self, final: [.installed, .failed, .unreachable])
        check(NoticeState.self, final: [.withdrawn])
        check(AppointmentState.self, final: [.done, .failed, .notPossible, .cancelled])
        check(MaintenanceStatus.self, final: [.completed, .cancelled])
        check(IncidentStatus.self, final: [.reported, .withdrawn])
        check(PromiseState.self, final: [.kept, .broken, .superseded])
        check(DeliveryState.self, final: [.sent, .merged, .suppressed])
    }
}
