import ArgumentParser
import Foundation

/// Which server a client command talks to. The token comes from the environment only: a command line can be read by
/// everybody on the machine.
struct ServerOptions: ParsableArguments {
    static let defaultAddress = "http://127.0.0.1:8080"

    @Option(
        name: .long,
        help: ArgumentHelp(
            "Address of the server; else EVENKEEL_SERVER, else \(defaultAddress). The token is in EVENKEEL_TOKEN.",
            valueName: "url"))
    var server: String?

    func connection() throws -> ServerConnection {
        let environment = ProcessInfo.processInfo.environment
        let address = server ?? environment["EVENKEEL_SERVER"] ?? Self.defaultAddress
        guard let url = URL(string: address), ["http", "https"].contains(url.scheme), url.host?.isEmpty == false else {
            throw CommandFailure(
                "\"\(address)\" is no address of a server.",
                why: "An address with http:// or https:// and a host is expected.",
                hint: "For example --server \(Self.defaultAddress).", exitStatus: .usage)
        }
        let token = environment["EVENKEEL_TOKEN"].flatMap { $0.isEmpty ? nil : $0 }
        return ServerConnection(client: APIClient(server: url, token: token), address: address)
    }
}
