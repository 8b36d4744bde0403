public import EvenkeelDomain

/// The address at which a page is acknowledged: whoever holds it was sent it. It shows the page; pressing the button
/// acknowledges, so that a mail scanner that follows links does not.
public enum AcknowledgeLink {
    public static func address(of alert: AlertID, baseURL: String, key: SigningKey) -> String {
        "\(baseURL)/a/\(alert)/\(code(of: alert, key: key))"
    }

    static func code(of alert: AlertID, key: SigningKey) -> String { key.code(for: "acknowledge/\(alert)") }
}
