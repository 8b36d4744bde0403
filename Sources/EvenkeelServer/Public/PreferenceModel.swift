import EvenkeelAPI
import EvenkeelDomain

/// What somebody chose to be told.
struct PreferenceModel: PageModel {
    struct Option {
        let value: String
        let text: String
        let isChosen: Bool
    }

    static let template = "preferences"

    let siteName: String
    let words: PreferenceWords
    let address: String
    let path: String
    let said: String?
    let options: [Option]
    let isPlanned: Bool
    /// What the button of the mail was for, where that is still told.
    let leave: String?

    init(
        siteName: String, words: PreferenceWords, address: String, path: String, choice: MessageChoice,
        list: MessageList, said: String?
    ) {
        self.siteName = siteName
        self.words = words
        self.address = address
        self.path = path
        self.said =
            switch said {
            case "saved": words.saved
            case "unsubscribed": words.unsubscribed
            default: nil
            }
        options = MessageChoice.Incidents.allCases.map {
            Option(value: $0.rawValue, text: words.text(of: $0), isChosen: $0 == choice.incidents)
        }
        isPlanned = choice.planned
        leave =
            switch list {
            case .incidents: choice.incidents == .none ? nil : words.leaveIncidents
            case .planned: choice.planned ? words.leavePlanned : nil
            case .subscription: nil
            }
    }
}
