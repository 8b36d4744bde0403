import EvenkeelDomain
import Testing

@Suite("Corrective actions")
struct CorrectiveActionTests {
    @Test(
        "before a day an action has no full stop",
        arguments: [
            ("Try every release with queue.", "Try every release with queue"), ("Watch the load", "Watch the load"),
            ("And so on...", "And so on..."), ("Why?", "Why?"), (".", ""), ("", ""),
        ])
    func clause(_ text: String, _ clause: String) {
        #expect(CorrectiveAction(id: "a", text: text, owner: "o", due: CivilDate(dayNumber: 1)).clause == clause)
    }
}
