public import EvenkeelDomain
public import EvenkeelLedger

/// What a new diagnosis does to an audience, and what an earlier incident left behind.
public enum DiagnosisSentences {
    public static func effect(_ change: AudienceChange) -> String {
        let (joined, left) = (change.joined.count, change.left.count)
        if joined == 0, left == 0 { return "Nobody joins and nobody leaves: nobody would hear a word." }
        return
            "\(customers(joined)) would join and get the story so far; \(customers(left)) would leave and hear that they "
            + "were not affected after all. Nobody else would hear a word."
    }

    public static func promised(_ actions: Int, open: Int) -> String {
        if actions == 0 { return "nothing was promised then" }
        if open == 0 { return "everything promised then was done" }
        return "\(open) of \(actions) corrective actions promised then \(open == 1 ? "is" : "are") still open"
    }

    public static func rejected(_ rejection: RejectedRepeat, zone: ZoneOffsets) -> String {
        "\(rejection.by) said so at \(zone.localText(rejection.at)), and it is not proposed again."
    }

    private static func customers(_ count: Int) -> String { count == 1 ? "1 customer" : "\(count) customers" }
}
