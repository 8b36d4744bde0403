public import EvenkeelLedger

/// Events as the JSON text that the journal keeps for ever.
///
/// The same event always has the same bytes. Reading is generous: members a newer program wrote are ignored.
public enum EventCodec {
    /// Fails with `.damaged` for an event that holds a number JSON has no form for.
    public static func text(of event: Event) throws(Failure) -> String { try StoredJSON.text(of: event) }

    /// Fails with `.damaged`, naming the position, where the text is no event this program knows.
    public static func event(of text: String, at position: Position) throws(Failure) -> Event {
        try StoredJSON.value(Event.self, of: text, what: "journal entry \(position)")
    }
}
