public import Hummingbird

/// What is known of one request: who makes it, once that has been checked.
public struct ServerRequestContext: RequestContext {
    public var coreContext: CoreRequestContextStorage
    var principal: Principal?

    public init(source: Source) {
        coreContext = CoreRequestContextStorage(source: source)
    }
}
