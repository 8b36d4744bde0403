/// Somebody of the public who asked, and confirmed by mail, to be told what stands on the public page.
///
/// Personal data: a row of its own, gone when they leave, and named in no event.
public struct Subscriber: Hashable, Sendable, Codable {
    /// Whose customer they are: nobody's. No customer of a fleet has an empty id.
    public static let customer: CustomerID = ""
    private static let prefix = "public/"

    public var address: EmailAddress
    /// BCP 47; nil for the language of the fallback.
    public var locale: String?
    /// What they want to hear of; empty for everything.
    public var components: Set<ComponentID>
    public var incidents: MessageChoice.Incidents
    public var confirmedAt: Timestamp
    /// Set while the address takes no mail. Kept beside the row, with the address.
    public var quarantine: Quarantine?

    public init(
        address: EmailAddress, locale: String? = nil, components: Set<ComponentID> = [],
        incidents: MessageChoice.Incidents = .all, confirmedAt: Timestamp, quarantine: Quarantine? = nil
    ) {
        self.address = address
        self.locale = locale
        self.components = components
        self.incidents = incidents
        self.confirmedAt = confirmedAt
        self.quarantine = quarantine
    }

    /// The subscriber as a recipient of messages.
    public var contact: Contact {
        var contact = Contact(
            id: Self.contact(address), customer: Self.customer, email: address, role: .outage, locale: locale)
        // Of what is planned only public maintenance of their components is queued for them.
        contact.choice = MessageChoice(incidents: incidents)
        contact.quarantine = quarantine
        return contact
    }

    /// Whether an incident of these components is what they asked for. One that names none concerns everybody.
    public func wants(_ touched: [ComponentID]) -> Bool {
        incidents != .none && (components.isEmpty || touched.isEmpty || !components.isDisjoint(with: touched))
    }

    /// How the owner of an address is named among recipients, subscribed or not.
    public static func contact(_ address: EmailAddress) -> ContactID { ContactID(prefix + address.description) }

    /// The address of a recipient of the public; nil for anybody else.
    public static func address(of contact: ContactID) -> EmailAddress? {
        contact.text.hasPrefix(prefix) ? EmailAddress(String(contact.text.dropFirst(prefix.count))) : nil
    }
}
