import EvenkeelAPI
import EvenkeelDomain

/// What a subscriber is told, behind the link of each mail, and the way out.
struct SubscriptionModel: PageModel {
    static let template = "subscription"

    let siteName: String
    let words: SubscriptionWords
    let choices: PreferenceWords
    let address: String
    let path: String
    let said: String?
    let options: [PreferenceModel.Option]
    let components: [SubscribeModel.Line]
    let hasComponents: Bool
    /// False once they have left.
    let isSubscribed: Bool
    let hasLeft: Bool

    /// - Parameter subscriber: nil for who has left.
    init(
        siteName: String, tag: String?, address: EmailAddress, path: String, subscriber: Subscriber?,
        components: [Component], isSaved: Bool
    ) {
        self.siteName = siteName
        words = .of(tag: tag)
        choices = .of(tag: tag)
        self.address = address.description
        self.path = path
        said = subscriber == nil ? words.left : isSaved ? words.saved : nil
        let chosen = subscriber?.incidents ?? .all
        options = [MessageChoice.Incidents.all, .changes, .ends].map { [choices] in
            PreferenceModel.Option(value: $0.rawValue, text: choices.text(of: $0), isChosen: $0 == chosen)
        }
        self.components = SubscribeModel.lines(components, chosen: subscriber?.components ?? [])
        hasComponents = !components.isEmpty
        isSubscribed = subscriber != nil
        hasLeft = subscriber == nil
    }
}
