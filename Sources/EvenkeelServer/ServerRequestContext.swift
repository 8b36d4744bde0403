import HTTPTypes
public import Hummingbird
import NIOCore

/// What is known of one request: who makes it, once that has been checked.
public struct ServerRequestContext: RequestContext {
    public var coreContext: CoreRequestContextStorage
    /// The address the request came from, as far as the connection says.
    let peer: String
    var principal: Principal?

    public init(source: Source) {
        coreContext = CoreRequestContextStorage(source: source)
        peer = source.channel.remoteAddress?.ipAddress ?? ""
    }

    /// Whose request it is, for counting: the address it came from, or the one that our own proxy names last. Anybody
    /// can write the header, so it counts from that proxy only.
    func client(of request: Request, behind proxy: String?) -> String {
        guard peer == proxy, let name = HTTPField.Name("X-Forwarded-For"), let chain = request.headers[name],
            let last = chain.split(separator: ",").last
        else { return peer }
        return last.filter { !$0.isWhitespace }
    }
}
