import Synchronization
import Testing

@testable import EvenkeelCLI

@Suite("How far long work has come")
struct ProgressReportTests {
    private final class Written: Sendable {
        let texts = Mutex<[String]>([])
    }

    private func texts(isTerminal: Bool, _ work: (ProgressReport) -> Void) -> [String] {
        let written = Written()
        work(
            ProgressReport("plan", isTerminal: isTerminal, ink: .plain) { text in
                written.texts.withLock { $0.append(text) }
            })
        return written.texts.withLock { $0 }
    }

    @Test("in a log: the stage, then a line for every tenth, and never backwards")
    func lines() {
        let lines = texts(isTerminal: false) { report in
            report.stage("reading")
            for percent in [3, 12, 11, 19, 20, 55, 54, 100, 100] { report.reached(Double(percent) / 100) }
            report.end()
        }
        #expect(
            lines == [
                "plan: reading\n", "plan: reading, 0 %\n", "plan: reading, 10 %\n", "plan: reading, 20 %\n",
                "plan: reading, 50 %\n", "plan: reading, 100 %\n",
            ])
    }

    @Test("on a terminal: one line that is drawn over, with a bar, and taken away at the end")
    func bar() {
        let drawn = texts(isTerminal: true) { report in
            report.stage("reading")
            report.reached(0.501)
            report.reached(0.505)
            report.reached(1)
            report.end()
            report.end()
        }
        #expect(drawn.count == 4)
        #expect(drawn.allSatisfy { $0.hasPrefix("\r\u{1B}[K") && !$0.contains("\n") })
        #expect(drawn[1].contains("███████████████") && drawn[1].contains("50 %"))
        #expect(drawn[2].contains("100 %"))
        #expect(drawn[3] == "\r\u{1B}[K")
    }
}
